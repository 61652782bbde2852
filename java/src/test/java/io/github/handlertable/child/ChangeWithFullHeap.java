// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeHandler;
import io.github.handlertable.support.Child;
import io.github.handlertable.support.TestNative;
import java.lang.ref.Reference;
import java.util.Optional;

/**
 * Changes of a table while the Java heap has room for no, one, two ... small objects: each is done
 * whole, or throws OutOfMemoryError and has done nothing.
 */
public final class ChangeWithFullHeap {
  private static final int FEW = 3; // small objects: up to there, each number of them is tried
  private static final int MOST = 120;
  private static final int SPARE = 3 << 16; // bytes that the chain takes
  private static final NativeHandler COUNT = TestNative.handler("count");

  private static int runs;
  private static final Handler A = () -> runs++;
  private static final Handler B = () -> runs += 100;

  private static HandlerTable table;
  private static long address; // of a table that C owns
  private static boolean registered;
  private static Optional<Handler> answer;
  private static HandlerTable wrapped;

  /** A chain of small objects that fills the heap. */
  private static Object[] chain;

  private ChangeWithFullHeap() {}

  public static void main(String[] arguments) {
    try {
      all();
    } catch (Throwable e) {
      chain = hoard = null; // room to tell it
      throw e;
    }
  }

  private static void all() {
    address = TestNative.createTable(2);
    warmUp();
    fillMost();
    each("register", () -> registered = table.register(0, A), ChangeWithFullHeap::isRegistered);
    each("register of C", () -> registered = table.register(0, COUNT), ChangeWithFullHeap::isThere);
    before(A);
    each("unregister", () -> answer = table.unregister(0), () -> cameOut(A));
    before(COUNT);
    each("unregister of C", () -> answer = table.unregister(0), () -> cameOut(COUNT));
    before(A);
    each("replace", () -> answer = table.replace(0, B), () -> wasReplaced(A, B));
    before(COUNT);
    each("replace of C", () -> answer = table.replace(0, B), () -> wasReplaced(COUNT, B));
    before(A);
    each("replace by C", () -> answer = table.replace(0, COUNT), () -> wasReplaced(A, COUNT));
    before(A);
    each("close", () -> table.close(), ChangeWithFullHeap::isClosed);
    before(null);
    each("wrap", () -> wrapped = HandlerTable.wrap(address), ChangeWithFullHeap::isWrapped);
    check(allThrew > 20 && allWhole > 20, allThrew + " threw, and " + allWhole + " were whole");
    System.out.println(Child.ENDING);
  }

  /** Loads and links what the checks need. */
  private static void warmUp() {
    table = HandlerTable.create(1);
    check(table.register(0, A) && table.handle(0), "");
    check(table.replace(0, COUNT).isPresent() && table.handler(0).isPresent(), "");
    check(table.unregister(0).orElseThrow().equals(COUNT), "");
    table.close();
    HandlerTable.wrap(address).close();
  }

  private static Handler present;

  private static void before(Handler handler) {
    present = handler;
  }

  /** Tries a change with each amount of room, until it no longer throws. */
  private static void each(String name, Runnable change, Runnable check) {
    int threw = 0;
    for (int room = 0; room < MOST; room += 1 + (room > FEW ? room : 0)) {
      table = HandlerTable.create(1);
      if (present != null) {
        check(table.register(0, present), name);
      }
      wrapped = null;
      answer = null;
      boolean done = false;
      fill();
      for (int i = 0; i < room; i++) {
        chain = (Object[]) chain[0];
      }
      try {
        change.run();
        done = true;
        allWhole++;
      } catch (OutOfMemoryError e) {
        threw++;
      }
      chain = null;
      whole = done;
      what = name + " with room for " + room;
      check.run();
      table.close();
    }
    check(!name.equals("close") || threw == 0, "close takes heap");
    allThrew += threw;
    present = null;
  }

  private static int allThrew;
  private static int allWhole;
  private static boolean whole;
  private static String what;

  private static void isRegistered() {
    check(TestNative.word(table.address(), 0) != 0 == whole, what);
    check(!whole || registered && table.unregister(0).orElseThrow() == A, what);
    check(table.register(0, B) && table.handle(0), what);
  }

  private static void isThere() {
    check(!whole || table.unregister(0).orElseThrow().equals(COUNT), what);
    check(TestNative.word(table.address(), 0) == 0, what);
  }

  private static void cameOut(Handler handler) {
    if (whole) {
      check(answer.orElseThrow().equals(handler), what);
      check(TestNative.word(table.address(), 0) == 0, what);
    } else {
      check(table.handle(0) && table.unregister(0).orElseThrow().equals(handler), what);
    }
  }

  private static void wasReplaced(Handler before, Handler after) {
    check(!whole || answer.orElseThrow().equals(before), what);
    check(table.unregister(0).orElseThrow().equals(whole ? after : before), what);
  }

  private static void isClosed() {
    check(whole && table.isClosed() && TestNative.word(table.address(), 0) == 0, what);
  }

  private static void isWrapped() {
    check(whole == (wrapped != null), what);
    HandlerTable again = HandlerTable.wrap(address);
    check(!whole || again == wrapped, what);
    check(again.register(1, A) && again.handle(1), what);
    again.close();
  }

  /** Takes the heap but for what {@link #fill} then takes each time. */
  private static void fillMost() {
    Object spare = new byte[SPARE];
    for (int size = 1 << 16; size > 64; size /= 2) {
      try {
        while (true) {
          hoard = new Object[] {hoard, new byte[size]};
        }
      } catch (OutOfMemoryError e) {
        // Smaller ones may find room.
      }
    }
    Reference.reachabilityFence(spare);
  }

  private static Object[] hoard;
  private static final Object[] crumbs = new Object[64];

  private static void fill() {
    try {
      while (true) {
        chain = new Object[] {chain};
      }
    } catch (OutOfMemoryError e) {
      // No array finds room now.
    }
    try {
      for (int next = 0; next < crumbs.length; next++) {
        crumbs[next] = new Object();
      }
    } catch (OutOfMemoryError e) {
      // Nor anything else.
    }
  }

  private static void check(boolean good, String otherwise) {
    if (!good) {
      chain = null;
      hoard = null;
      throw new AssertionError(otherwise);
    }
  }
}
