// SPDX-License-Identifier: Apache-2.0

/*
 * Other processes raise events, in C and in Python; Java handles them. They share the bits, in a
 * file in memory, and no function pointers. Each argument is a command that raises: the first one
 * event 1, and so on.
 *
 *     gcc -Inative/include -o java/target/raise_in_file native/examples/raise_in_file.c &&
 *       gcc -shared -fPIC -Inative/include -o java/target/libhandler_table.so native/src/*.c &&
 *       java --enable-native-access=ALL-UNNAMED -cp "$JAR" \
 *         java/examples/OtherProcesses.java java/target/raise_in_file \
 *         'python3 native/examples/raise_in_file.py java/target/libhandler_table.so'
 *
 * ends with:
 *
 *     2 of 2 events handled in Java
 */

import io.github.handlertable.EventLoop;
import io.github.handlertable.HandlerTable;
import io.github.handlertable.PendingEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class OtherProcesses {
  public static void main(String[] commands) throws Exception {
    int capacity = commands.length + 1;
    HandlerTable table = HandlerTable.create(capacity);
    CountDownLatch left = new CountDownLatch(commands.length);
    for (int index = 1; index < capacity; index++) {
      table.register(index, left::countDown);
    }

    Path file = Path.of("/dev/shm/handler-table-" + ProcessHandle.current().pid());
    int status = 0;
    try (PendingEvents events = PendingEvents.map(file, capacity)) { // makes it, for us alone
      EventLoop.start(table, events); // ends with the set
      for (int index = 1; index < capacity && status == 0; index++) {
        String command = commands[index - 1] + " " + file + " " + index;
        status = new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
      }
      if (status == 0 && !left.await(10, TimeUnit.SECONDS)) {
        status = 1;
      }
    } finally {
      Files.delete(file);
    }
    long handled = commands.length - left.getCount();
    System.out.println(handled + " of " + commands.length + " events handled in Java");
    System.exit(status);
  }
}
