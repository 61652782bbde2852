/* SPDX-License-Identifier: Apache-2.0 */
#include "testlib.h"

#include <pthread.h>

/* C's view of a table, and C handlers. */

TEST(jlong, word)(JNIEnv *env, jclass class, jlong table, jint index)
{
    (void)env, (void)class;
    return (jlong)ht_word_load_acquire(ht_slot(table_at(table), (size_t)index));
}

TEST(jlong, readOnlyTable)(JNIEnv *env, jclass class)
{
    static const ht_table table[HT_LINES(4)] = {{{4, HT_ABI}}};
    (void)env, (void)class;
    return (jlong)(uintptr_t)table;
}

TEST(void, call)(JNIEnv *env, jclass class, jlong word)
{
    (void)env, (void)class;
    handler_at(word)();
    test_check_exception();
}

TEST(jboolean, register)(JNIEnv *env, jclass class, jlong table, jint index, jlong word)
{
    (void)env, (void)class;
    return ht_register(table_at(table), (size_t)index, handler_at(word));
}

TEST(jlong, unregister)(JNIEnv *env, jclass class, jlong table, jint index)
{
    (void)env, (void)class;
    return (jlong)(uintptr_t)ht_unregister(table_at(table), (size_t)index);
}

TEST(jlong, replace)(JNIEnv *env, jclass class, jlong table, jint index, jlong word)
{
    (void)env, (void)class;
    return (jlong)(uintptr_t)ht_replace(table_at(table), (size_t)index, handler_at(word));
}

TEST(void, giveBack)(JNIEnv *env, jclass class, jlong table, jlong word)
{
    (void)env, (void)class;
    ht_give_back(table_at(table), handler_at(word));
}

TEST(void, put)(JNIEnv *env, jclass class, jlong table, jint index, jlong word)
{
    (void)env, (void)class;
    ht_word_store_release(ht_slot(table_at(table), (size_t)index), (uintptr_t)word);
}

TEST(jlong, createTable)(JNIEnv *env, jclass class, jlong capacity)
{
    (void)env, (void)class;
    return (jlong)(uintptr_t)ht_create((size_t)capacity);
}

TEST(void, destroyTable)(JNIEnv *env, jclass class, jlong table)
{
    (void)env, (void)class;
    ht_destroy(table_at(table));
}

TEST(jlong, handleAll)(JNIEnv *env, jclass class, jlong table, jintArray indexes)
{
    (void)class;
    jint all[512];
    jsize length = (*env)->GetArrayLength(env, indexes);
    if (length > (jsize)(sizeof all / sizeof *all))
        test_fail("too many indexes");
    (*env)->GetIntArrayRegion(env, indexes, 0, length, all);
    if ((*env)->ExceptionCheck(env))
        return -1;
    return (jlong)ht_handle_all((ht_table *)(uintptr_t)table, (const uint32_t *)all,
                                (size_t)length);
}

TEST(jboolean, handle)(JNIEnv *env, jclass class, jlong table, jint index)
{
    (void)env, (void)class;
    bool handled = ht_handle(table_at(table), (size_t)index);
    test_check_exception();
    return handled;
}

/* Tables that C owns. Tests leave them empty. */

HT_DEFINE(test_static_table, 8);
static HT_DEFINE(test_file_table, 3);

TEST(jlong, staticTable)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)(uintptr_t)test_static_table;
}

TEST(jlong, fileTable)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)(uintptr_t)test_file_table;
}

/* C handlers, found by name. */

static ht_word count;

uintptr_t test_counted(void)
{
    return ht_word_load_relaxed(&count);
}

JNIEXPORT void test_count(void)
{
    ht_word_add_relaxed(&count, 1);
}

TEST(jlong, counted)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)test_counted();
}

/* Handlers that fire others, by their place in the static table. */

static void fire(size_t index)
{
    ht_handle(test_static_table, index);
    test_check_exception();
}

JNIEXPORT void test_fire_1(void)
{
    fire(1);
}

JNIEXPORT void test_fire_1_and_2(void)
{
    fire(1);
    fire(2);
}

JNIEXPORT void test_fire_all_1_and_2(void)
{
    static const uint32_t both[] = {1, 2};
    ht_handle_all(test_static_table, both, 2);
    test_check_exception();
}

JNIEXPORT void test_fire_3(void)
{
    fire(3);
}

/* Fires as often as pthread calls destructors for a thread that ends: it asks for more each time.
 */
static pthread_key_t end;

static void fire_1_at_end(void *unused)
{
    (void)unused;
    if (pthread_setspecific(end, &end) != 0)
        test_fail("pthread_setspecific");
    fire(1);
}

static void make_end(void)
{
    if (pthread_key_create(&end, fire_1_at_end) != 0)
        test_fail("pthread_key_create");
}

JNIEXPORT void test_fire_1_also_at_end(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_end);
    fire_1_at_end(NULL);
}

/* Between two calls, another library that takes the thread for its own detaches it. */
JNIEXPORT void test_fire_1_detached(void)
{
    fire(1);
    (*test_vm)->DetachCurrentThread(test_vm);
    fire(1);
}
