// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import java.util.ArrayList;
import java.util.List;

/** An equation: a total, and the terms that must add up to it. */
record Account(String name, Term total, List<Term> terms) {
  /** A count, what was counted, and by whom. */
  record Term(long count, String what, String by) {}

  Account(String name, long total, String what, String by) {
    this(name, new Term(total, what, by), new ArrayList<>());
  }

  Account plus(long count, String what, String by) {
    terms.add(new Term(count, what, by));
    return this;
  }

  long sum() {
    return terms.stream().mapToLong(Term::count).sum();
  }

  boolean balances() {
    return sum() == total.count();
  }
}
