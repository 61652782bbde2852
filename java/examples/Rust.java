// SPDX-License-Identifier: Apache-2.0

/*
 * Java beside Rust, without JNI: a table that is a static of Rust's; a thread of Rust's fires a Java
 * handler in it, while Java fires a function of Rust's. Rust's half is native/examples/rust.rs.
 *
 *     rustc -O --crate-type=cdylib -o java/target/librust.so native/examples/rust.rs &&
 *       java --enable-native-access=ALL-UNNAMED -cp "$JAR" java/examples/Rust.java
 *
 * ends with:
 *
 *     Rust fired Java 100000 times, and Java fired Rust 100000 times
 */

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeLibrary;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

class Rust {
  // As rust.rs has them.
  private static final int FROM_RUST = 0;
  private static final int FROM_JAVA = 1;
  private static final int DOUBLED = 2;

  public static void main(String[] args) {
    NativeLibrary library = NativeLibrary.open(Path.of("java/target/librust.so"));
    AtomicInteger fromRust = new AtomicInteger();
    AtomicInteger doubled = new AtomicInteger();
    try (HandlerTable events = library.table("rust_events")) {
      events.register(FROM_RUST, fromRust::incrementAndGet);
      events.register(DOUBLED, doubled::incrementAndGet);
      library.handler("rust_start").handle();
      for (int i = 0; i < 100_000; i++) {
        events.handle(FROM_JAVA);
      }
      library.handler("rust_join").handle();
    }
    System.out.printf(
        "Rust fired Java %s times, and Java fired Rust %d times%n", fromRust, doubled.get() / 2);
    if (fromRust.get() != 100_000 || doubled.get() != 200_000) {
      System.exit(1);
    }
  }
}
