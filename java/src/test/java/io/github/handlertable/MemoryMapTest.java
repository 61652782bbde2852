// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.UseWithoutProc;
import io.github.handlertable.support.Child;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where {@code /proc} is not mounted, as in some containers. */
class MemoryMapTest {
  @Test
  void withoutProcAnAddressIsAnErrorThatSaysWhatToDoAndTablesWork() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("env", "LD_LIBRARY_PATH=" + Child.JAVA_HOME.resolve("lib")));
    command.addAll(Child.command(Child.options(), UseWithoutProc.class));
    String error =
        "IllegalStateException: cannot read /proc/self/maps, which tells what an address is good"
            + " for; mount /proc\n";
    Child.runMounted("none /proc", command)
        .succeeded("ofAddress: java.lang." + error, "wrap: java.lang." + error, "handled", "tzset");
  }
}
