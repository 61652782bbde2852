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
 *   <li>What a thread did before a {@code register} or {@code replace} that put a handler in
 *       happens-before every run of the handler that this causes; before what follows the {@code
 *       unregister} or {@code replace} that takes the handler out; and before what follows a call
 *       of {@code handler(index)} that returns it.
 *   <li>What a thread did before an {@code unregister} or {@code replace} that took a handler out
 *       happens-before what follows the next {@code register} or {@code replace} that puts one into
 *       that slot; unless a {@code replace}, an {@code unregister} and a {@code register} of that
 *       slot all overlap.
 *   <li>A {@code register} that returns false orders nothing. Nor does an operation that finds
 *       nothing, or whose index is out of bounds.
 *   <li>C's operations order the same, but for one thing. A {@code replace} of a Java handler by a
 *       Java handler leaves the slot's word as it is. So what a thread did before it is seen by the
 *       new handler, and not by C code that takes the pointer out.
 *   <li><b>Not promised:</b> that no call is under way when {@code unregister}, {@code replace} or
 *       {@code close} returns. A thread that read the slot before may be inside the handler. A
 *       thread that had read the slot but not yet called gets nothing, or the handler that is in
 *       the slot by then (if C had moved the function pointer there: in the slot that it was made
 *       for); as long as the table lives: one made in Java until it is unreachable, one that C owns
 *       until it is closed and its object unreachable.
 * </ul>
 *
 * <h2>Function pointers that C takes out</h2>
 *
 * <p>A Java handler that C takes out of a slot, by {@code ht_unregister}, {@code ht_replace} or an
 * exchange of its own, is kept: its function pointer stays valid. C may call the pointer, and may
 * put it into any slot again. That ends when C gives the pointer back ({@code ht_give_back}), or
 * Java takes it out of the slot that it was made for, or the table closes that it was made for. In
 * any other slot it means the same, but {@code unregister} and {@code replace} of that slot leave
 * it valid. While the {@code register} or {@code replace} that made it has not yet returned, a call
 * of it outside its slot may do nothing.
 *
 * <p>Each pointer that C keeps costs memory, but no operation takes longer for it. When C has given
 * one back, Java lets its handler go at the next {@code register}, {@code unregister}, {@code
 * replace} or {@code stats}.
 *
 * <p>A copy of a pointer that C puts into a slot after its end is dead. For C the slot is taken,
 * and a call of the copy does nothing. For Java the slot is empty, and the next {@code register} or
 * {@code replace} puts its handler in the copy's place; but beside another {@code register} that
 * does so with a copy of the same pointer, {@code register} may be false.
 */
package io.github.handlertable;
