/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A model of ht_register, ht_unregister, ht_replace and ht_handle (handler_table.h) under the C11
 * memory model, searched with Relacy: what is written before register is seen by the handler, and
 * what was done before unregister, by the next to register; replace does as both. With any of the
 * orders weakened, it must find a race.
 */
#include <relacy/relacy.hpp>

#include <cstdio>

/* The header's orders. */
static rl::memory_order order_register = rl::mo_acq_rel;
static rl::memory_order order_unregister = rl::mo_acq_rel;
static rl::memory_order order_replace = rl::mo_acq_rel;
static rl::memory_order order_handle = rl::mo_acquire;

/* Slot and handler data: a handler is a number, its data plain memory. */
struct slot {
    rl::atomic<unsigned> word;
    rl::var<unsigned> data;

    bool put_in(unsigned handler)
    {
        unsigned expected = 0;
        return word($).compare_exchange_strong(expected, handler, order_register, rl::mo_relaxed);
    }

    unsigned take_out()
    {
        return word($).exchange(0, order_unregister);
    }

    unsigned replace(unsigned handler)
    {
        return word($).exchange(handler, order_replace);
    }

    unsigned handler()
    {
        return word($).load(order_handle);
    }
};

/* One thread registers; the other handles. */
struct publication : rl::test_suite<publication, 2> {
    slot s;

    void before()
    {
        s.word($) = 0;
        s.data($) = 0;
    }

    void thread(unsigned number)
    {
        if (number == 0) {
            s.data($) = 1;
            s.put_in(1);
        } else if (s.handler()) {
            RL_ASSERT(s.data($) == 1);
        }
    }
};

/* Each thread takes the slot if it can, uses the data, and gives the slot back. */
struct handover : rl::test_suite<handover, 3> {
    slot s;

    void before()
    {
        s.word($) = 0;
        s.data($) = 0;
    }

    void thread(unsigned number)
    {
        if (s.put_in(number + 1)) {
            s.data($) = s.data($) + 1;
            RL_ASSERT(s.take_out() == number + 1);
        }
    }
};

/* One thread registers; the other takes the handler out, and uses its data. */
struct takeover : rl::test_suite<takeover, 2> {
    slot s;

    void before()
    {
        s.word($) = 0;
        s.data($) = 0;
    }

    void thread(unsigned number)
    {
        if (number == 0) {
            s.data($) = 1;
            s.put_in(1);
        } else if (s.take_out()) {
            RL_ASSERT(s.data($) == 1);
            s.data($) = 2;
        }
    }
};

/*
 * Two threads replace, each with a handler that has data of its own; the second sees the data of
 * the first. A third thread handles what is there.
 */
struct succession : rl::test_suite<succession, 3> {
    slot s;
    rl::var<unsigned> own[2];

    void before()
    {
        s.word($) = 0;
        own[0]($) = 0;
        own[1]($) = 0;
    }

    void sees(unsigned handler)
    {
        if (handler)
            RL_ASSERT(own[handler - 1]($) == handler);
    }

    void thread(unsigned number)
    {
        if (number < 2) {
            own[number]($) = number + 1;
            sees(s.replace(number + 1));
        } else {
            sees(s.handler());
        }
    }
};

/* All interleavings with up to four preemptions, and 10,000 random ones. */
template <typename test> static bool holds()
{
    rl::test_params search;
    search.search_type = rl::fair_context_bound_scheduler_type;
    search.context_bound = 4;
    rl::test_params random;
    random.iteration_count = 10000;
    return rl::simulate<test>(search) && rl::simulate<test>(random);
}

static bool all_hold()
{
    return holds<publication>() && holds<handover>() && holds<takeover>() && holds<succession>();
}

static bool breaks(const char *operation, rl::memory_order &order, rl::memory_order weaker)
{
    rl::memory_order right = order;
    order = weaker;
    bool found = !all_hold();
    order = right;
    std::printf("%s weakened: %s\n", operation, found ? "found" : "not found");
    return found;
}

int main()
{
    bool good = all_hold();
    std::puts(good ? "all hold" : "a promise is broken");
    good &= breaks("register to acquire", order_register, rl::mo_acquire);
    good &= breaks("register to release", order_register, rl::mo_release);
    good &= breaks("unregister to acquire", order_unregister, rl::mo_acquire);
    good &= breaks("unregister to release", order_unregister, rl::mo_release);
    good &= breaks("replace to acquire", order_replace, rl::mo_acquire);
    good &= breaks("replace to release", order_replace, rl::mo_release);
    good &= breaks("handle to relaxed", order_handle, rl::mo_relaxed);
    return !good;
}
