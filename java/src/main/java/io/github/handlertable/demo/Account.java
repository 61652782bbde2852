// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import java.util.ArrayList;
import java.util.List;

/** An equation: a total, and the terms that must add up to it. */
final class Account {
  /** A count, what was counted, and by whom. */
  record Term(long count, String what, String by) {}

  private final String name;
  private final Term total;
  private final List<Term> terms = new ArrayList<>();

  Account(String name, long total, String what, String by) {
    this.name = name;
    this.total = new Term(total, what, by);
  }

  Account plus(long count, String what, String by) {
    terms.add(new Term(count, what, by));
    return this;
  }

  String name() {
    return name;
  }

  Term total() {
    return total;
  }

  List<Term> terms() {
    return terms;
  }

  long sum() {
    return terms.stream().mapToLong(Term::count).sum();
  }

  boolean balances() {
    return sum() == total.count();
  }
}
