/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Java's part of pending sets, in four models, as Waits.java and Taking.java have it. How bits move and who is woken has models in
 * native/test/models. Each says on top what it is of, and which plants it has.
 */

#if defined(TAKES)
#include "pending/takes.pml"      /* what is taken is handled, or raised again */
#elif defined(CLOSED)
#include "pending/closes.pml"     /* where C goes from group to group, it sees a close */
#elif defined(INTERRUPTS)
#include "pending/interrupts.pml" /* an interrupt ends a wait */
#else
#include "pending/life.pml"       /* the memory is given back once, when nobody sleeps in it */
#endif
