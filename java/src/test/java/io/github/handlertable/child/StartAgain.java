// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Takes all that there is of something, uses the product for the first time, and lets it go. */
public final class StartAgain {
  private StartAgain() {}

  private interface Taken {
    void letGo() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Taken taken = arguments[0].equals("threads") ? threads() : disk(Path.of(arguments[1]));
    for (int i = 0; i < 2; i++) {
      try {
        HandlerTable.create(1);
        throw new AssertionError("started, all the same");
      } catch (OutOfMemoryError | UnsatisfiedLinkError e) {
        System.out.println(e);
      }
    }
    taken.letGo();
    HandlerTable table = null;
    while (table == null) {
      try {
        table = HandlerTable.create(1);
      } catch (OutOfMemoryError e) {
        // A thread is some time about it to go.
      }
    }
    table.register(0, () -> System.out.println("handled after all"));
    table.handle(0);
  }

  private static Taken threads() {
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> all = new ArrayList<>();
    try {
      while (true) {
        Thread thread =
            new Thread(
                () -> {
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });
        thread.setDaemon(true);
        thread.start();
        all.add(thread);
      }
    } catch (OutOfMemoryError noMore) {
      return () -> {
        end.countDown();
        for (Thread thread : all) {
          thread.join();
        }
      };
    }
  }

  private static Taken disk(Path directory) throws IOException {
    Path file = directory.resolve("full");
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException noMore) {
      return () -> Files.delete(file);
    }
  }
}
