// SPDX-License-Identifier: Apache-2.0
/**
 * A lock-free table of event handlers, shared by Java and native code.
 *
 * <pre>{@code
 * HandlerTable table = HandlerTable.create(8);
 * table.register(3, () -> System.out.println("event 3"));
 * table.handle(3);
 * }</pre>
 *
 * <h2>Memory consistency</h2>
 *
 * <p>Across both languages (the orders behind it stand in {@code handler_table.h}):
 *
 * <ul>
 *   <li>What a thread did before a successful {@code register} happens-before every run of the
 *       handler that this registration causes.
 *   <li>What a thread did before {@code register} happens-before what follows the {@code
 *       unregister} that takes the handler out.
 *   <li>What a thread did before {@code unregister} happens-before what follows the next successful
 *       {@code register} of that slot.
 *   <li>A {@code register} that returns false orders nothing.
 *   <li><b>Not promised:</b> that no call is under way when {@code unregister} or {@code close}
 *       returns. A thread that read the slot before may be inside the handler. A thread that had
 *       read the slot but not yet called gets nothing, or the handler that is in the slot by then
 *       (if C had moved the function pointer there: in the slot that it was made for); as long as
 *       the table lives: one made in Java until it is unreachable, one that C owns until a wrap of
 *       it is closed and unreachable.
 * </ul>
 *
 * <p>A function pointer that C code took out of a slot stays valid, and its handler is kept, until
 * Java unregisters it from the slot that it was made for, or the table closes that it was made for.
 * C may call it, and may put it into other slots, where it means the same; to unregister it from
 * those only empties them. While the {@code register} that made it has not yet returned, a call of
 * it outside its slot may do nothing.
 */
package io.github.handlertable;
