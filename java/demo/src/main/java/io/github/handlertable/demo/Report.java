// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints for people, 80 columns wide, and remembers the accounts that don't balance. */
final class Report {
  private static final int WIDTH = 80;

  private final PrintStream out;
  private final List<String> unbalanced = new ArrayList<>();
  private int accounts;

  Report(PrintStream out) {
    this.out = out;
  }

  void title(String title) {
    out.println();
    out.println(title);
    out.println("-".repeat(title.length()));
  }

  void line(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments).stripTrailing());
  }

  void text(String format, Object... arguments) {
    wrap("", String.format(Locale.ROOT, format, arguments));
  }

  void field(String name, String value) {
    wrap(String.format("%-10s", name), value);
  }

  /** What a check of that name has found; each of its lines is wrapped by itself. */
  void finding(String verdict, String name, String text) {
    String start = String.format("%-7s%-15s", verdict, name);
    for (String line : text.split("\n *")) {
      wrap(start, line);
      start = " ".repeat(start.length());
    }
  }

  /** Further lines are indented as far as the first one's text. */
  private void wrap(String start, String text) {
    StringBuilder line = new StringBuilder(start);
    for (String word : text.split(" ")) {
      if (line.length() > start.length() && line.length() + 1 + word.length() > WIDTH) {
        out.println(line);
        line.replace(0, line.length(), " ".repeat(start.length()));
      }
      line.append(line.length() > start.length() ? " " : "").append(word);
    }
    out.println(line);
  }

  void account(Account account) {
    accounts++;
    line("");
    term(account.name(), "", account.total());
    String sign = account.sign();
    for (Account.Term term : account.terms()) {
      term("", sign, term);
      sign = "+";
    }
    if (!account.balances()) {
      unbalanced.add(account.name());
      line("%-10s! does not balance: the terms add up to %,d", "", account.sum());
    }
  }

  private void term(String name, String sign, Account.Term term) {
    line("%-9s%2s%,11d  %-30s %s", name, sign, term.count(), term.what(), term.by());
  }

  /** Prints the result: true if every account balances. */
  boolean verdict() {
    line("");
    if (unbalanced.isEmpty()) {
      line("All %d accounts balance.", accounts);
    } else {
      line("NOT BALANCED: %s", String.join(", ", unbalanced));
    }
    return unbalanced.isEmpty();
  }
}
