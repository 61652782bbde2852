// SPDX-License-Identifier: Apache-2.0
/** A lock-free table of event handlers, shared by Java and native code. */
module io.github.handlertable {
  requires jdk.unsupported; // to read a slot where there is no java.lang.foreign

  exports io.github.handlertable;
}
