/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The orders of a pending set (handler_table_pending_steps.h) under the C11 memory model, searched
 * with Relacy, piece by piece: each pair of threads that meet there. With any order weakened, one
 * of the pieces must break; but for the setting of ANY, as no piece needs its order. pending.pml
 * has the whole, without weak orders.
 */
#include <relacy/relacy.hpp>

#include <cstdio>

/* The steps' orders, by what they are for. */
static rl::memory_order order_raise = rl::mo_seq_cst;
static rl::memory_order order_look_at_mask = rl::mo_seq_cst;
static rl::memory_order order_look_at_summary = rl::mo_seq_cst;
static rl::memory_order order_set_summary = rl::mo_seq_cst;
static rl::memory_order order_unmask = rl::mo_seq_cst;
static rl::memory_order order_unmask_look = rl::mo_seq_cst;
static rl::memory_order order_clear_summary = rl::mo_seq_cst;
static rl::memory_order order_second_look = rl::mo_seq_cst;
static rl::memory_order order_take = rl::mo_acquire;
static rl::memory_order order_look_at_top = rl::mo_seq_cst;
static rl::memory_order order_change_top = rl::mo_seq_cst;
static rl::memory_order order_root_look = rl::mo_seq_cst;

typedef rl::atomic<unsigned> word;

static void up(word &summary, unsigned bit)
{
    if (!(summary($).load(order_look_at_summary) & bit))
        summary($).fetch_or(bit, order_set_summary);
}

/*
 * Two raise one index. The second's bit 2 is a ghost: its raise is in what was taken. What each
 * wrote before is seen by whoever takes, also where the raises have become one.
 */
struct publication : rl::test_suite<publication, 3> {
    word pending;
    rl::var<int> data;

    void before()
    {
        pending($) = 0;
        data($) = 0;
    }

    void thread(unsigned number)
    {
        if (number == 0) {
            pending($).fetch_or(1, order_raise);
        } else if (number == 1) {
            data($) = 1;
            pending($).fetch_or(1 | 2, order_raise);
        } else if (pending($).load(rl::mo_relaxed) & 1) {
            if (pending($).fetch_and(~3u, order_take) & 2)
                RL_ASSERT(data($) == 1);
        }
    }
};

/* One raises, and finds the summary set; the other clears it, and looks at the group again. */
struct cleaning : rl::test_suite<cleaning, 2> {
    word pending, summary;

    void before()
    {
        pending($) = 0;
        summary($) = 1;
    }

    void thread(unsigned number)
    {
        if (number == 0) {
            pending($).fetch_or(1, order_raise);
            up(summary, 1);
        } else {
            summary($).fetch_and(~1u, order_clear_summary);
            if (pending($).load(order_second_look) & 1)
                up(summary, 1);
        }
    }

    void after()
    {
        RL_ASSERT(summary($).load(rl::mo_seq_cst) & 1);
    }
};

/* One raises, and looks at the mask; the other unmasks, and looks at the group. */
struct unmasking : rl::test_suite<unmasking, 2> {
    word pending, masked, summary;

    void before()
    {
        pending($) = 0;
        masked($) = 1;
        summary($) = 0;
    }

    void thread(unsigned number)
    {
        if (number == 0) {
            pending($).fetch_or(1, order_raise);
            if (!(masked($).load(order_look_at_mask) & 1))
                up(summary, 1);
        } else {
            masked($).fetch_and(~1u, order_unmask);
            if (pending($).load(order_unmask_look) & 1)
                up(summary, 1);
        }
    }

    void after()
    {
        RL_ASSERT(summary($).load(rl::mo_seq_cst) & 1);
    }
};

/* One unmasks, and finds the summary set; the other, who saw only a masked index, cleans it. */
struct unmasking_cleaning : rl::test_suite<unmasking_cleaning, 2> {
    word pending, masked, summary;

    void before()
    {
        pending($) = 1;
        masked($) = 1;
        summary($) = 1;
    }

    void thread(unsigned number)
    {
        if (number == 0) {
            masked($).fetch_and(~1u, order_unmask);
            if (pending($).load(order_unmask_look) & 1)
                up(summary, 1);
        } else {
            summary($).fetch_and(~1u, order_clear_summary);
            if (pending($).load(order_second_look) & ~masked($).load(order_second_look) & 1)
                up(summary, 1);
        }
    }

    void after()
    {
        RL_ASSERT(summary($).load(rl::mo_seq_cst) & 1);
    }
};

/*
 * Three levels: one has set the summary and comes no further; the second raises below it, finds the
 * summary set, and looks at the root; the third cleans the root.
 */
struct levels : rl::test_suite<levels, 3> {
    word pending, summary, root;

    void before()
    {
        pending($) = 0;
        summary($) = 0;
        root($) = 1;
    }

    void thread(unsigned number)
    {
        if (number == 0) {
            summary($).fetch_or(1, order_set_summary);
        } else if (number == 1) {
            pending($).fetch_or(1, order_raise);
            up(summary, 1);
            up(root, 1);
        } else {
            root($).fetch_and(~1u, order_clear_summary);
            if (summary($).load(order_second_look) & 1)
                root($).fetch_or(1, order_set_summary);
        }
    }

    void after()
    {
        RL_ASSERT(root($).load(rl::mo_seq_cst) & 1);
    }
};

/*
 * Two raise, in words of their own; one takes both, and sleeps between. The kernel is a lock around
 * its look at the top. Who sleeps for ever is a deadlock, which Relacy reports.
 */
struct sleeping : rl::test_suite<sleeping, 3> {
    enum { ANY = 1, MARK = 2, GENERATION = 4 };
    word root, top;
    rl::var<int> data[2];
    rl::mutex kernel;
    rl::condition_variable woken;
    unsigned got;

    void before()
    {
        root($) = 0;
        top($) = ANY;
        data[0]($) = 0;
        data[1]($) = 0;
        got = 0;
    }

    void raise(unsigned number)
    {
        data[number]($) = 1;
        if (!(root($).load(order_look_at_summary) & 1u << number))
            root($).fetch_or(1u << number, order_raise);
        unsigned seen = top($).load(order_look_at_top);
        if ((seen & (ANY | MARK)) == ANY)
            return;
        top($).fetch_or(ANY, rl::mo_seq_cst);
        seen = top($).load(order_look_at_top);
        if (seen & MARK) {
            kernel.lock($);
            woken.notify_all($);
            kernel.unlock($);
            if (seen & ANY)
                top($).compare_exchange_strong(seen, seen & ~MARK, order_change_top,
                                               rl::mo_relaxed);
        }
    }

    void take()
    {
        unsigned taken = root($).exchange(0, order_take);
        for (unsigned number = 0; number < 2; number++)
            if (taken & 1u << number)
                RL_ASSERT(data[number]($) == 1);
        got |= taken;
    }

    void clean_top(unsigned seen)
    {
        if (top($).compare_exchange_strong(seen, seen - ANY + GENERATION, order_change_top,
                                           rl::mo_relaxed) &&
            root($).load(order_root_look))
            top($).fetch_or(ANY, rl::mo_seq_cst);
    }

    void take_both()
    {
        while (got != 3) {
            unsigned seen = top($).load(rl::mo_seq_cst);
            if (seen & ANY) {
                if (root($).load(rl::mo_seq_cst))
                    take();
                else
                    clean_top(seen);
                continue;
            }
            if (!(seen & MARK) && !top($).compare_exchange_strong(seen, seen | MARK,
                                                                  order_change_top, rl::mo_relaxed))
                continue;
            seen |= MARK;
            kernel.lock($);
            if (top($).load(rl::mo_relaxed) == seen)
                woken.wait(kernel, $);
            kernel.unlock($);
        }
    }

    void thread(unsigned number)
    {
        if (number < 2)
            raise(number);
        else
            take_both();
    }

    void after()
    {
        RL_ASSERT(got == 3);
    }
};

template <typename test> static bool holds()
{
    rl::test_params random;
    random.iteration_count = 20000;
    return rl::simulate<test>(random);
}

static bool all_hold()
{
    return holds<publication>() && holds<cleaning>() && holds<unmasking>() &&
           holds<unmasking_cleaning>() && holds<levels>() && holds<sleeping>();
}

static bool breaks(const char *step, rl::memory_order &order, rl::memory_order weaker)
{
    rl::memory_order right = order;
    order = weaker;
    bool found = !all_hold();
    order = right;
    std::printf("%s weakened: %s\n", step, found ? "found" : "not found");
    return found;
}

int main()
{
    bool good = all_hold();
    std::puts(good ? "all hold" : "a promise is broken");
    good &= breaks("raise to relaxed", order_raise, rl::mo_relaxed);
    good &= breaks("raise to acq_rel", order_raise, rl::mo_acq_rel);
    good &= breaks("take to relaxed", order_take, rl::mo_relaxed);
    good &= breaks("look at mask to acquire", order_look_at_mask, rl::mo_acquire);
    good &= breaks("look at summary to acquire", order_look_at_summary, rl::mo_acquire);
    good &= breaks("unmask to acq_rel", order_unmask, rl::mo_acq_rel);
    good &= breaks("unmask's look to acquire", order_unmask_look, rl::mo_acquire);
    good &= breaks("clear summary to acq_rel", order_clear_summary, rl::mo_acq_rel);
    good &= breaks("second look to acquire", order_second_look, rl::mo_acquire);
    good &= breaks("set summary to relaxed", order_set_summary, rl::mo_relaxed);
    good &= breaks("look at top to acquire", order_look_at_top, rl::mo_acquire);
    good &= breaks("change top to acq_rel", order_change_top, rl::mo_acq_rel);
    good &= breaks("root look to acquire", order_root_look, rl::mo_acquire);
    return !good;
}
