// SPDX-License-Identifier: Apache-2.0

import io.github.handlertable.EventLoop;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Other processes raise events, in C and in Python; Java handles them. They share the bits, in a
 * file in memory, and no function pointers. Each argument is a command that raises: the first one
 * event 1, and so on.
 *
 * <p>java -cp JAR java/examples/OtherProcesses.java ./raise_in_file "python3
 * native/examples/raise_in_file.py libhandler_table.so"
 */
class OtherProcesses {
  public static void main(String[] commands) throws Exception {
    int capacity = commands.length + 1;
    HandlerTable table = HandlerTable.create(capacity);
    CountDownLatch handled = new CountDownLatch(commands.length);
    for (int index = 1; index < capacity; index++) {
      String what = "event " + index + ", handled in Java";
      table.register(
          index,
          () -> {
            System.out.println(what);
            handled.countDown();
          });
    }

    Path file = Path.of("/dev/shm/handler-table-" + ProcessHandle.current().pid());
    boolean good = true;
    try (PendingEvents events = PendingEvents.map(file, capacity)) { // makes it, for us alone
      EventLoop.start(table, events); // ends with the set
      for (int index = 1; index < capacity; index++) {
        String command = commands[index - 1] + " " + file + " " + index;
        good &= new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor() == 0;
      }
      good &= handled.await(10, TimeUnit.SECONDS);
    } finally {
      Files.delete(file);
    }
    System.exit(good ? 0 : 1);
  }
}
