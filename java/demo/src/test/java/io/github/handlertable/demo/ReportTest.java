// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Report report = new Report(new PrintStream(out, true, StandardCharsets.US_ASCII));

  @Test
  void accountsThatAddUpBalance() {
    report.account(new Account("first", 5, "fires", "C").plus(2, "old", "").plus(3, "new", ""));
    report.account(new Account("second", 0, "fires", "C").plus(0, "runs", ""));
    assertTrue(report.verdict());
  }

  @Test
  void oneMissingRunIsNamedAlthoughLaterAccountsBalance() {
    report.account(new Account("first", 5, "fires", "C").plus(2, "old", "").plus(2, "new", ""));
    report.account(new Account("second", 1, "fires", "C").plus(1, "runs", ""));
    assertFalse(report.verdict());
    String text = out.toString(StandardCharsets.US_ASCII);
    assertTrue(text.contains("does not balance: the terms add up to 4"), text);
    assertTrue(text.endsWith("NOT BALANCED: first\n"), text);
  }

  @Test
  void aLimitBalancesUntilItIsExceeded() {
    report.account(Account.limit("first", 5, "raises", "C").plus(2, "taken", ""));
    report.account(Account.limit("second", 5, "raises", "C").plus(5, "taken", ""));
    assertTrue(report.verdict());
    report.account(Account.limit("third", 5, "raises", "C").plus(6, "taken", ""));
    assertFalse(report.verdict());
  }

  @Test
  void longTextIsWrappedAt80ColumnsAndIndented() {
    report.field("library", "x".repeat(40) + " " + "y".repeat(30) + " z");
    assertEquals(
        "library   " + "x".repeat(40) + "\n" + " ".repeat(10) + "y".repeat(30) + " z\n",
        out.toString(StandardCharsets.US_ASCII));
  }
}
