// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import java.util.ArrayList;
import java.util.List;

/** A total, and terms that must add up to it; or, with the sign {@code >=}, to no more. */
record Account(String name, Term total, String sign, List<Term> terms) {
  /** A count, what was counted, and by whom. */
  record Term(long count, String what, String by) {}

  Account(String name, long total, String what, String by) {
    this(name, new Term(total, what, by), "=", new ArrayList<>());
  }

  static Account limit(String name, long total, String what, String by) {
    return new Account(name, new Term(total, what, by), ">=", new ArrayList<>());
  }

  Account plus(long count, String what, String by) {
    terms.add(new Term(count, what, by));
    return this;
  }

  long sum() {
    return terms.stream().mapToLong(Term::count).sum();
  }

  boolean balances() {
    return sign.equals("=") ? sum() == total.count() : sum() <= total.count();
  }
}
