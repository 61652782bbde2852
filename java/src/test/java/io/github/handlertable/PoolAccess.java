// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

/** What child programs need to know of {@link Pool}, which is of this package alone. */
public final class PoolAccess {
  private PoolAccess() {}

  /** Whether stubs of a table that is gone wait for a change to take them back. */
  public static boolean stubsHaveReturned() {
    return Pool.RETURNED.get() != null;
  }

  /** How many tables' stubs do. */
  public static int returnedLists() {
    int lists = 0;
    for (Object[] list = Pool.RETURNED.get(); list != null; list = (Object[]) list[0]) {
      lists++;
    }
    return lists;
  }
}
