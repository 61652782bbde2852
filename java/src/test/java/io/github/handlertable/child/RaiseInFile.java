// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.child;

import io.github.handlertable.PendingEvents;
import java.nio.file.Path;

/** Maps a set, perhaps as the first process to do so, and raises one of its indexes. */
public final class RaiseInFile {
  private RaiseInFile() {}

  /** Arguments: the file, the capacity, the index. */
  public static void main(String[] arguments) {
    PendingEvents events = PendingEvents.map(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    System.out.println(events.raise(Integer.parseInt(arguments[2])) ? "raised" : "out of bounds");
  }
}
