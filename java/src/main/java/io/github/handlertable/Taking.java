// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.internal.Layout;
import io.github.handlertable.internal.Machine;
import io.github.handlertable.internal.Native;
import java.lang.ref.Reference;

/**
 * Takes the bits of a set that are pending and not masked, and handles each index in a table. It
 * goes over all groups once, from the lowest, and takes what it finds in a group by one step; so
 * each index is handled once at most in a round, whatever is raised meanwhile, and none starves.
 * Where C functions come one after the other, C does the same ({@code Native.handleGroups}).
 *
 * <p>A summary bit stays set when what is below it is taken. It is cleared ({@code Native.clean},
 * which looks once more) by who finds nothing there. But where it is the only one, it stays until
 * another is set, or somebody waits.
 */
abstract class Taking {
  private static final long CLOSES = Native.address(Layout.OF_CLOSES);

  private final Waits events;
  private int handled;

  /** What C had taken of the group in which it came back, and not handled. */
  private long behind;

  /** How many closes there were, before it was looked for one: see closes.pml. */
  private long closes;

  Taking(Waits events) {
    this.events = events;
  }

  /** Links what a round needs: it may find the heap full, and then can't lose what it has taken. */
  static void link(Waits events) {
    Slots none =
        new Slots(0, 0, true) {
          @Override
          public void close() {}
        };
    new Joining(events).run(none);
    Native.handleGroups(0, events.address, events.capacity, 0, 1, 0, 0);
    Native.leftOfGroup();
    Native.raiseAll(events.address, events.capacity, 0, 1);
  }

  /** Is told what a handler threw; throws nothing itself. */
  abstract void thrown(int index, Throwable what);

  /**
   * {@link HandlerTable#handlePending}. Makes no object, but for one beside another consumer, or in
   * a handler: a thread that looks without pause would have the heap collected again and again, and
   * wait for the kernel at each new page of it.
   */
  static int handle(Slots table, Waits events) {
    boolean quiet = isQuiet(events);
    Reference.reachabilityFence(events);
    if (quiet) {
      return 0;
    }
    Machine.checkStack(); // before anything is taken: then there is enough to raise it again
    int beside = events.beginRound();
    if (beside < 0) {
      return 0;
    }
    int handled = 0;
    Throwable thrown;
    try {
      Joining all = beside == 0 ? Joining.kept(events) : new Joining(events);
      try {
        handled = all.round(table);
      } catch (Throwable end) { // the round's own, for want of stack or heap
        all.thrown = Thrown.join(all.thrown, end);
      }
      thrown = all.thrown;
      all.thrown = null;
    } finally {
      events.endRound();
    }
    if (thrown != null) {
      throw Machine.<RuntimeException>unchecked(thrown);
    }
    return handled;
  }

  /**
   * Whether nothing is marked, or a single group in which nothing is ready. Its mark stays, for
   * whoever looks without pause: a raise there writes one word then, and that is the one he reads.
   */
  private static boolean isQuiet(Bits events) {
    int place = 0;
    for (int level = events.levels; level > 0; level--) {
      long marked = Machine.read(events.summary(level, place));
      if (marked == 0 && level == events.levels) {
        return true;
      }
      int child = place << Bits.SHIFT | Long.numberOfTrailingZeros(marked);
      if (Long.bitCount(marked) != 1 || !events.contains(level, child)) {
        return false;
      }
      place = child;
    }
    return events.ready(place) == 0;
  }

  /** Joins what handlers throw. */
  private static final class Joining extends Taking {
    private Throwable thrown;

    private Joining(Waits events) {
      super(events);
    }

    /** Each set keeps one, for a round that no other is beside. */
    static Joining kept(Waits events) {
      Joining kept = (Joining) events.round;
      if (kept == null) {
        kept = new Joining(events);
        events.round = kept;
      }
      return kept;
    }

    @Override
    void thrown(int index, Throwable what) {
      thrown = Thrown.join(thrown, what);
    }
  }

  /** A round, if the set is open. Returns how many indexes had a handler. */
  final int run(Slots table) {
    Machine.checkStack();
    if (events.beginRound() < 0) {
      return 0;
    }
    try {
      return round(table);
    } finally {
      events.endRound();
    }
  }

  final int round(Slots table) {
    handled = 0;
    try {
      look(table, events.levels, 0);
    } finally {
      Reference.reachabilityFence(table);
      Reference.reachabilityFence(events);
    }
    return handled;
  }

  /**
   * Goes through all that a summary word marks. What is marked there meanwhile is for later; and
   * all the rest, if a handler, or another thread, closes the table or the set.
   */
  private void look(Slots table, int level, int place) {
    long marked = Machine.read(events.summary(level, place));
    if (marked == 0 && level < events.levels) {
      Native.clean(events.address, events.capacity, level + 1, place << Bits.SHIFT * level);
    }
    while (marked != 0 && !isOver(table)) {
      int child = place << Bits.SHIFT | Long.numberOfTrailingZeros(marked);
      if (!events.contains(level, child)) {
        return; // who else may write into the set's memory has written what is no bit of it
      }
      if (level == 1) {
        marked = take(table, place, marked);
      } else {
        look(table, level - 1, child);
        marked &= marked - 1;
      }
    }
  }

  private boolean isOver(Slots table) {
    return table.closed || events.closed;
  }

  /** Takes the lowest group that is marked, or more. Returns those that are still to be taken. */
  private long take(Slots table, int place, long marked) {
    int group = place << Bits.SHIFT | Long.numberOfTrailingZeros(marked);
    long ready = events.ready(group);
    if (ready == 0) {
      Native.clean(events.address, events.capacity, 1, group);
      return marked & marked - 1;
    }
    long taken = Machine.take(events.group(group), ready) & events.bitsFrom(group << Bits.SHIFT);
    return handle(table, place, marked, taken);
  }

  /** Handles what was taken of the lowest group, and with C functions also what comes behind. */
  private long handle(Slots table, int place, long marked, long taken) {
    long groups = marked;
    long left = taken;
    for (; ; ) {
      left = handleUpToRun(table, place, groups, left);
      if (left == 0) {
        return groups & groups - 1;
      }
      int last = handleGroups(table, place, groups, left);
      if (last == Long.SIZE) {
        return 0;
      }
      groups &= -1L << last;
      left = behind;
    }
  }

  /**
   * Has C handle what is left of the lowest group, and more. Returns the place of the last group,
   * or 64 if all is done. What is left if this ends by a Throwable is raised again.
   */
  private int handleGroups(Slots table, int place, long groups, long left) {
    Throwable aside = Thrown.setAside(); // what is found behind C's part is of these functions
    try {
      long run =
          Native.handleGroups(
              table.address,
              events.address,
              events.capacity,
              place,
              groups,
              left,
              isOver(table) ? ~closes : closes);
      behind = Native.leftOfGroup(); // before a listener has C handle something, too
      handled += (int) (run >>> 16);
      Throwable throwable = Thrown.take();
      if (throwable != null) {
        int first = (place << Bits.SHIFT | (byte) run) << Bits.SHIFT;
        try {
          thrown(first + (byte) (run >>> 8), throwable);
        } catch (Throwable end) {
          raiseAgain(first, behind);
          throw end;
        }
      }
      return (byte) run;
    } finally {
      Thrown.putBack(aside);
    }
  }

  /**
   * Handles the lowest group's index of each bit that has a slot, up to where C functions come one
   * after the other: then it returns the bits that are left. What is left if this ends by a
   * Throwable, or the table is closed, is raised again; and then also what has no slot, for another
   * table may have.
   */
  private long handleUpToRun(Slots table, int place, long groups, long taken) {
    int first = (place << Bits.SHIFT | Long.numberOfTrailingZeros(groups)) << Bits.SHIFT;
    long left = taken & table.bitsFrom(first);
    long beyond = taken ^ left;
    int ran = 0;
    try {
      while (left != 0 && !table.closed) {
        int index = first + Long.numberOfTrailingZeros(left);
        long rest = left & left - 1;
        long word = table.word(index);
        if (Stubs.isNative(word)
            && !events.closed // else C would come back at once, again and again
            && (rest == 0
                ? (groups & groups - 1) != 0
                : Stubs.isNative(table.word(first + Long.numberOfTrailingZeros(rest))))) {
          closes = Machine.read(CLOSES); // here, where nothing is lost if it finds no heap
          long run = left;
          left = 0;
          return run;
        }
        long all = left;
        left = rest;
        try {
          if (word != 0 && Event.handle(table, index, word)) {
            ran++;
          } else if (table.closed) { // written before its slots were emptied: nobody was there
            left = all;
          }
        } catch (Throwable throwable) {
          thrown(index, throwable);
        }
      }
    } finally {
      handled += ran;
      if (table.closed) { // read behind the take: a raise that came after the close is seen
        left |= beyond;
      }
      if (left != 0) {
        raiseAgain(first, left);
      }
    }
    return 0;
  }

  private void raiseAgain(int first, long left) {
    Native.raiseAll(events.address, events.capacity, first, left);
  }
}
