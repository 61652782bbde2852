// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.util.Optional;

/** The operations of {@link HandlerTable}, which its twin has too. */
public interface Table extends AutoCloseable {
  boolean register(int index, Handler handler);

  Optional<Handler> replace(int index, Handler handler);

  Optional<Handler> handler(int index);

  Optional<Handler> unregister(int index);

  boolean handle(int index);

  int handleAll(int... indexes);

  int capacity();

  boolean isClosed();

  @Override
  void close();
}
