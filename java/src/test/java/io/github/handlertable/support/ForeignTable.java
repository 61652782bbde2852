// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.Handler;
import io.github.handlertable.HandlerTable;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;

/** A table of a copy of the product, by reflection. */
public final class ForeignTable {
  public final Class<?> handlerClass;
  public final Object table;

  /** Of a loader that nobody else has. */
  public ForeignTable(int capacity) throws Exception {
    URL product = HandlerTable.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader loader = new URLClassLoader(new URL[] {product}, null);
    handlerClass = loader.loadClass(Handler.class.getName());
    Class<?> tableClass = loader.loadClass(HandlerTable.class.getName());
    assertNotSame(HandlerTable.class, tableClass);
    table = tableClass.getMethod("create", int.class).invoke(null, capacity);
  }

  /** Of the same loader. */
  public ForeignTable(ForeignTable other, long address) throws Exception {
    handlerClass = other.handlerClass;
    table = other.table.getClass().getMethod("wrap", long.class).invoke(null, address);
  }

  public Object handler(Runnable code) {
    return Proxy.newProxyInstance(
        handlerClass.getClassLoader(),
        new Class<?>[] {handlerClass},
        (proxy, method, arguments) -> {
          code.run();
          return null;
        });
  }

  public boolean register(int index, Runnable code) throws Exception {
    return (boolean)
        table
            .getClass()
            .getMethod("register", int.class, handlerClass)
            .invoke(table, index, handler(code));
  }

  /** The function pointer of a handler that is registered in slot 0. */
  public long registered(Runnable code) throws Exception {
    assertTrue(register(0, code));
    return TestNative.word(address(), 0);
  }

  /** Of its copy of the product. */
  public long refusedCalls() throws Exception {
    Object stats = table.getClass().getMethod("stats").invoke(null);
    return (long) stats.getClass().getMethod("refusedCalls").invoke(stats);
  }

  public Object call(String method) throws Exception {
    return table.getClass().getMethod(method).invoke(table);
  }

  public Object call(String method, int index) throws Exception {
    return table.getClass().getMethod(method, int.class).invoke(table, index);
  }

  public long address() throws Exception {
    return (long) call("address");
  }
}
