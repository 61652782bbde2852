/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An operation on a pending set is interrupted behind each of its instructions, one after the
 * other, by a signal that raises another index, or ends the operation by siglongjmp, or both. So
 * all that one raiser can do in the middle of another, or of a consumer, is done; and whatever one
 * that dies leaves behind is met. x86-64, which can step.
 */
#define _GNU_SOURCE
#include "check.h"
#include "handler_table_pending.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <ucontext.h>

enum { CAPACITY = 5000, TRAP_FLAG = 0x100 };

static HT_DEFINE(table, CAPACITY);
static HT_PENDING_DEFINE(set, CAPACITY);
static long step, last_step;
static void (*interruption)(void); /* behind the last step */
static bool leaves;
static sigjmp_buf way_out;
static int runs_a, runs_b;
static volatile sig_atomic_t woken; /* by the handler of SIGSYS */

/* The system call of a raise that wakes is not made, but comes here. */
static void on_system_call(int signal, siginfo_t *info, void *context)
{
    (void)signal, (void)context;
    woken = woken || info->si_syscall == SYS_futex;
}

static void catch_wakes(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_futex, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    struct sigaction action = {.sa_sigaction = on_system_call, .sa_flags = SA_SIGINFO};
    check(sigaction(SIGSYS, &action, NULL) == 0);
    check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    check(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

static void on_a(void)
{
    runs_a++;
}

static void on_b(void)
{
    runs_b++;
}

static void on_trap(int signal, siginfo_t *info, void *context)
{
    (void)signal, (void)info;
    if (step++ < last_step)
        return;
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
    if (interruption)
        interruption();
    if (leaves)
        siglongjmp(way_out, 1);
}

static inline void trap(bool on)
{
    if (on)
        __asm__ volatile("sub $128, %%rsp; pushfq; orq $0x100, (%%rsp); popfq; add $128, %%rsp" ::
                             : "memory", "cc");
    else
        __asm__ volatile("sub $128, %%rsp; pushfq; andq $~0x100, (%%rsp); popfq; add $128, %%rsp" ::
                             : "memory", "cc");
}

/* Interrupts the operation behind this many steps. false: it has fewer. */
static bool interrupt(void (*operation)(void), long steps)
{
    step = 0;
    last_step = steps;
    if (!sigsetjmp(way_out, 1)) {
        trap(true);
        operation();
        trap(false);
    }
    return step > last_step;
}

static size_t index_a, index_b;

static void raise_a(void)
{
    ht_raise(set, index_a);
}

static void raise_b(void)
{
    ht_raise(set, index_b);
}

static void unmask_b(void)
{
    ht_unmask(set, index_b);
}

static void handle(void)
{
    ht_handle_pending(table, set, SIZE_MAX);
}

static void look(void)
{
    ht_wait(set, 0, 0);
}

/* Handles as a loop of events does: only when it is told that something is there. */
static void handle_all(void)
{
    while (ht_wait(set, ht_wake_count(set), 0))
        handle();
}

static void start_anew(void)
{
    ht_bits *words = (ht_bits *)ht_pending_group(set, 0);
    for (size_t i = 0; i < HT_PENDING_WORDS(CAPACITY); i++)
        ht_bits_store_release(words + i, 0);
    ht_bits_store_release(&set->root, 0);
    ht_half_store_relaxed(&set->top, 0);
    runs_a = runs_b = 0;
    woken = true;
}

static void nothing(void)
{
}

static void rescan(void)
{
    ht_rescan(set);
}

/* What the operation finds. */
static void prepare_a(void)
{
    ht_raise(set, index_a);
}

static void prepare_stale(void) /* summary and ANY are set, and nothing is pending */
{
    ht_raise(set, index_a);
    ht_raise(set, index_b);
    handle();
    runs_a = runs_b = 0;
}

static void prepare_masked_b(void)
{
    ht_mask(set, index_b);
    ht_raise(set, index_b);
}

static void prepare_stale_masked_b(void)
{
    prepare_stale();
    prepare_masked_b();
}

static void prepare_sleeper(void) /* as if somebody slept */
{
    ht_half_or_seq_cst(&set->top, HT_PENDING_MARK);
    woken = false;
}

/*
 * Whether b is handled, whatever the step at which the operation was interrupted; and a as often as
 * it must be; and who sleeps is woken. `after` is done before the set is looked at. 5 checks.
 */
static void interrupt_each(void (*prepare)(void), void (*operation)(void), void (*inner)(void),
                           bool leave, void (*after)(void), int least_a)
{
    long steps = 0;
    bool a = true, b = true, wakes = true, quiet = true;
    interruption = inner;
    leaves = leave;
    for (; a && b && wakes && quiet && !check_failed; steps++) {
        start_anew();
        prepare();
        if (!interrupt(operation, steps))
            break;
        after();
        wakes &= woken;
        handle_all();
        a &= runs_a >= least_a;
        b &= runs_b >= 1;
        ht_rescan(set);
        handle_all();
        quiet &= !ht_is_pending(set, index_a) && !ht_is_pending(set, index_b);
    }
    check(a);
    check(b);
    check(wakes);
    check(quiet);
    check(steps > 5);
}

static int put_in(size_t a, size_t b)
{
    index_a = a;
    index_b = b;
    ht_register(table, b, on_b);
    return ht_register(table, a, on_a); /* 0 if it is the same index */
}

static void take_out(void)
{
    ht_unregister(table, index_a);
    ht_unregister(table, index_b);
}

/* A raise, in which another raises or unmasks, or which is left. 8 * 5 checks. */
static void interrupt_raises(size_t a, size_t b)
{
    int one = put_in(a, b);
    interrupt_each(nothing, raise_a, raise_b, false, nothing, one);
    interrupt_each(prepare_stale, raise_a, raise_b, false, nothing, one);
    interrupt_each(prepare_sleeper, raise_a, raise_b, false, nothing, one);
    interrupt_each(prepare_masked_b, raise_a, unmask_b, false, nothing, one);
    interrupt_each(nothing, raise_a, raise_b, true, nothing, 0);
    interrupt_each(nothing, raise_a, NULL, true, raise_b, 0);
    interrupt_each(prepare_stale, raise_a, NULL, true, raise_b, 0);
    interrupt_each(prepare_sleeper, raise_a, NULL, true, raise_b, 0);
    take_out();
}

/* A consumer, in which somebody raises or unmasks; in the end it is left, and needs a rescan. 5 * 4
 * checks. */
static void interrupt_consumers(size_t a, size_t b)
{
    int one = put_in(a, b);
    interrupt_each(prepare_a, handle, raise_b, false, nothing, one);
    interrupt_each(prepare_stale, look, raise_b, false, nothing, 0);
    interrupt_each(prepare_stale, handle, raise_b, false, nothing, 0);
    interrupt_each(prepare_stale_masked_b, look, unmask_b, false, nothing, 0);
    interrupt_each(prepare_stale, look, raise_b, true, rescan, 0);
    take_out();
}

/* One system call for each sleep, and none where nobody sleeps. 3 checks. */
static void wakes_once(void)
{
    put_in(0, 4999);
    start_anew();
    woken = false;
    raise_a();
    handle_all();
    check(!woken);
    prepare_sleeper();
    raise_a();
    check(woken);
    woken = false;
    raise_b();
    check(!woken);
    take_out();
}

int main(void)
{
    plan(4 * 8 * 5 + 2 * 5 * 5 + 3 + 3);
    catch_wakes();
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};
    sigaction(SIGTRAP, &action, NULL);
    wakes_once();
    interrupt_raises(0, 1);
    interrupt_raises(130, 65);
    interrupt_raises(4999, 0);
    interrupt_raises(77, 77);
    interrupt_consumers(0, 1);
    interrupt_consumers(4999, 0);
    return finish();
}
