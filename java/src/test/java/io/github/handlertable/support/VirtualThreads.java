// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Virtual threads; by reflection, for JDK 17 has none. */
public final class VirtualThreads {
  private VirtualThreads() {}

  /** Runs each task on a virtual thread of its own. */
  public static ExecutorService executor() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
