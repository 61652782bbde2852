// SPDX-License-Identifier: Apache-2.0
package app;

import io.github.handlertable.HandlerTable;
import io.github.handlertable.NativeLibrary;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** The user's bundle: its handlers are in a table of C, which outlives it. */
public final class Activator implements BundleActivator {
  private HandlerTable table;

  @Override
  public void start(BundleContext context) {
    NativeLibrary library = NativeLibrary.open(Path.of(context.getProperty("library")));
    AtomicInteger fired = new AtomicInteger();
    table = library.table("app_events");
    if (!table.register(3, fired::incrementAndGet)) {
      throw new IllegalStateException("A handler of the bundle before is still there.");
    }
    table.register(5, library.handler("app_fire"));
    table.handle(5);
    if (fired.get() != 1000) {
      throw new IllegalStateException("C fired Java " + fired + " times.");
    }
  }

  @Override
  public void stop(BundleContext context) {
    table.unregister(5); // C's function; Java's go with close
    table.close();
  }
}
