// SPDX-License-Identifier: Apache-2.0
import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeLibrary;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The application: its handlers are in a table of C, which outlives it. */
@WebListener
public final class Listener implements ServletContextListener {
  private HandlerTable table;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    NativeLibrary library = NativeLibrary.open(Path.of(System.getProperty("library")));
    AtomicInteger fired = new AtomicInteger();
    table = library.table("app_events");
    if (!table.register(3, fired::incrementAndGet)) {
      throw new IllegalStateException("A handler of the application before is still there.");
    }
    table.register(5, library.handler("app_fire"));
    table.handle(5);
    if (fired.get() != 1000) {
      throw new IllegalStateException("C fired Java " + fired + " times.");
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    table.unregister(5); // C's function; Java's go with close
    table.close();
  }
}
