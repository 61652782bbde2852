// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import java.nio.file.Path;

/** The product as it is packaged. */
public final class Jar {
  public static final String FILE = Path.of(System.getProperty("handlertable.jar")).toString();

  private Jar() {}
}
