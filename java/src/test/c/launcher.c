/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A program that starts a JVM, runs main("return") of a class, destroys the JVM, and goes on:
 *
 *     launcher libjvm.so class option...
 *
 * The class has a static long `word`, a function that may still be called then. Ends with 7.
 */
#include <dlfcn.h>
#include <jni.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef jint (*create)(JavaVM **vm, void **env, void *arguments);
typedef void (*handler)(void);

static void fail(const char *what)
{
    fprintf(stderr, "launcher: %s\n", what);
    exit(1);
}

static handler run(JNIEnv *env, const char *name)
{
    jclass class = (*env)->FindClass(env, name);
    jmethodID main =
        class ? (*env)->GetStaticMethodID(env, class, "main", "([Ljava/lang/String;)V") : NULL;
    jfieldID word = main ? (*env)->GetStaticFieldID(env, class, "word", "J") : NULL;
    jstring how = word ? (*env)->NewStringUTF(env, "return") : NULL;
    jclass strings = how ? (*env)->FindClass(env, "java/lang/String") : NULL;
    jobjectArray arguments = strings ? (*env)->NewObjectArray(env, 1, strings, how) : NULL;
    if (arguments)
        (*env)->CallStaticVoidMethod(env, class, main, arguments);
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionDescribe(env);
        fail("the Java program failed");
    }
    return (handler)(uintptr_t)(*env)->GetStaticLongField(env, class, word);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        fail("too few arguments");
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
    create create_vm = library ? (create)(uintptr_t)dlsym(library, "JNI_CreateJavaVM") : NULL;
    if (!create_vm)
        fail(dlerror());

    JavaVMOption *options = calloc((size_t)argc, sizeof *options);
    if (!options)
        fail("no memory");
    for (int i = 3; i < argc; i++)
        options[i - 3].optionString = argv[i];
    JavaVMInitArgs arguments = {JNI_VERSION_10, argc - 3, options, JNI_FALSE};
    JavaVM *vm;
    void *env;
    if (create_vm(&vm, &env, &arguments) != JNI_OK)
        fail("no JVM");

    handler word = run(env, argv[2]);
    if ((*vm)->DestroyJavaVM(vm) != JNI_OK)
        fail("DestroyJavaVM");
    for (int i = 0; i < 1000; i++)
        word();
    return 7;
}
