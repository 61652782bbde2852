/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A program that starts a JVM, runs main("return", callers) of a class, destroys it, and goes on:
 *
 *     launcher libjvm.so class callers option...
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

static handler run(JNIEnv *env, const char *name, const char *callers)
{
    jclass class = (*env)->FindClass(env, name);
    jmethodID main =
        class ? (*env)->GetStaticMethodID(env, class, "main", "([Ljava/lang/String;)V") : NULL;
    jfieldID word = main ? (*env)->GetStaticFieldID(env, class, "word", "J") : NULL;
    jstring how = word ? (*env)->NewStringUTF(env, "return") : NULL;
    jstring many = how ? (*env)->NewStringUTF(env, callers) : NULL;
    jclass strings = many ? (*env)->FindClass(env, "java/lang/String") : NULL;
    jobjectArray arguments = strings ? (*env)->NewObjectArray(env, 2, strings, how) : NULL;
    if (arguments)
        (*env)->SetObjectArrayElement(env, arguments, 1, many);
    if (arguments && !(*env)->ExceptionCheck(env))
        (*env)->CallStaticVoidMethod(env, class, main, arguments);
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionDescribe(env);
        fail("the Java program failed");
    }
    return (handler)(uintptr_t)(*env)->GetStaticLongField(env, class, word);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        fail("too few arguments");
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
    create create_vm = library ? (create)(uintptr_t)dlsym(library, "JNI_CreateJavaVM") : NULL;
    if (!create_vm)
        fail(dlerror());

    JavaVMOption *options = calloc((size_t)argc, sizeof *options);
    if (!options)
        fail("no memory");
    for (int i = 4; i < argc; i++)
        options[i - 4].optionString = argv[i];
    JavaVMInitArgs arguments = {JNI_VERSION_10, argc - 4, options, JNI_FALSE};
    JavaVM *vm;
    void *env;
    if (create_vm(&vm, &env, &arguments) != JNI_OK)
        fail("no JVM");

    handler word = run(env, argv[2], argv[3]);
    if ((*vm)->DestroyJavaVM(vm) != JNI_OK)
        fail("DestroyJavaVM");
    for (int i = 0; i < 1000; i++)
        word();
    return 7;
}
