// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

/**
 * An event handler.
 *
 * <p><b>Thread.</b> It runs on the thread that fires the event, and that thread waits for it. A
 * native thread that the JVM does not know is attached first, as a daemon thread with its name in
 * the operating system and with the {@linkplain ClassLoader#getSystemClassLoader system class
 * loader} as its context class loader; and it is detached when it ends. Several threads may run one
 * handler at once.
 *
 * <p><b>Lifetime.</b> A table keeps a handler alive until it is unregistered or replaced, or the
 * table is closed. Where C takes the handler out, the table keeps it until C gives its function
 * pointer back (see the {@linkplain io.github.handlertable package}). None of these waits: a call
 * that began before may still be running when {@code unregister}, say, has returned.
 *
 * <p><b>Re-entrancy.</b> A handler may call anything on any table, its own included: it may
 * unregister or replace itself, register, handle and close.
 *
 * <p><b>Throwing.</b> Fired by {@link HandlerTable#handle}, {@link HandlerTable#handleAll} or
 * {@link NativeHandler#handle}, the very same Throwable comes out of there, also when C functions
 * lie between; they go on after the call as if the handler had returned. A second one thrown
 * meanwhile is added to the first as suppressed. Fired by any other native code, it goes to the
 * thread's {@linkplain Thread#getUncaughtExceptionHandler uncaught exception handler}, and the C
 * caller goes on.
 *
 * <p><b>Refused calls.</b> Fired by native code, it does not run, and the call is counted ({@link
 * HandlerTable#stats}), where Java can't be entered: with less than some 100 KiB of stack left (on
 * a machine with pages of 4 KiB) or no heap, in a forked child, from the moment that shutdown hooks
 * run, and at the very end of a thread, once it has been detached.
 *
 * <p>A handler must not wait for a virtual thread that needs the same carrier. It must not be fired
 * from a signal handler, nor on another stack than the thread began with, as a fiber's. Its thread
 * must not end in it, by C's {@code pthread_exit}, nor be cancelled by {@code pthread_cancel}: the
 * C library takes the Java frames away without the JVM's knowledge, which crashes at the next
 * collection, say. Whoever cancels a thread that fires, has it call {@code pthread_setcancelstate}
 * around {@code ht_handle}, and does not make cancellation asynchronous.
 */
@FunctionalInterface
public interface Handler {
  /** Handles one event. */
  void handle();
}
