// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.HandlerTable;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;

/** Two class loaders at once, each with a copy of the product. Prints why the second fails. */
public final class LoadTwice {
  private LoadTwice() {}

  public static void main(String[] arguments) throws Exception {
    AutoCloseable table = HandlerTable.create(1);
    URL product = HandlerTable.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader other = new URLClassLoader(new URL[] {product}, null);
    Class<?> tables = other.loadClass(HandlerTable.class.getName());
    try {
      tables.getMethod("create", int.class).invoke(null, 1);
    } catch (InvocationTargetException e) {
      System.out.println(e.getCause());
    }
    table.close();
  }
}
