/* SPDX-License-Identifier: Apache-2.0 */
#include "testlib.h"

/* C handlers that tests register as leaves: so they use no JNI, and fire Java nevertheless. */

static ht_handler kept;

/* What test_leaf_call_kept calls: a function pointer that C has kept. */
TEST(void, keep)(JNIEnv *env, jclass class, jlong word)
{
    (void)env, (void)class;
    kept = handler_at(word);
}

JNIEXPORT void test_leaf_call_kept(void)
{
    kept();
}

JNIEXPORT void test_leaf_fire_1(void)
{
    ht_handle(test_static_table, 1);
}

JNIEXPORT void test_leaf_fire_all_1_and_2(void)
{
    ht_handle_all(test_static_table, (const uint32_t[]){1, 2}, 2);
}

static void fire_1(void) /* no leaf */
{
    ht_handle(test_static_table, 1);
}

JNIEXPORT void test_leaf_empty_6_and_fill_7(void)
{
    ht_unregister(test_static_table, 6);
    ht_replace(test_static_table, 7, fire_1);
}

static ht_word count;

JNIEXPORT void test_leaf_count(void)
{
    ht_word_add_relaxed(&count, 1);
}

TEST(jlong, countedByLeaf)(JNIEnv *env, jclass class)
{
    (void)env, (void)class;
    return (jlong)ht_word_load_relaxed(&count);
}
