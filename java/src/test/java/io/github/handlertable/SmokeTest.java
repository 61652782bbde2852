package io.github.handlertable;
import static org.junit.jupiter.api.Assertions.*;
import org.junit.jupiter.api.Test;
class SmokeTest {
  @Test void works() {
    try (HandlerTable t = HandlerTable.create(8)) {
      int[] n = {0};
      assertTrue(t.register(3, () -> n[0]++));
      assertTrue(t.handle(3));
      assertEquals(1, n[0]);
      RuntimeException e = new RuntimeException("x");
      t.register(4, () -> { throw e; });
      assertSame(e, assertThrows(RuntimeException.class, () -> t.handle(4)));
      t.register(5, NativeLibrary.open("libc.so.6").handler("tzset"));
      assertTrue(t.handle(5));
      System.out.println(t.unregister(5) + " " + HandlerTable.stats());
    }
  }
}
