// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import io.github.handlertable.child.UseFewMappings;
import io.github.handlertable.child.UseManyStubs;
import io.github.handlertable.support.AlsoByJni;
import io.github.handlertable.support.Child;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a container, a distribution or an administrator brings: the product works all the same. */
@AlsoByJni
class SituationTest {
  @TempDir Path directory;

  /** DIR stands for an empty directory. */
  enum Situation {
    NO_TMP("true", "-Djava.io.tmpdir=DIR/missing"),
    NO_HOME("unset HOME", "-Duser.home=?"),
    UNKNOWN_USER("unset HOME"),
    READ_ONLY_ROOT("none DIR && mount -o remount,bind,ro /", "-Dio.github.handlertable.tmpdir=DIR"),
    PLAIN_LOCALE("export LC_ALL=C"),
    TMP_THAT_THE_LOCALE_CANNOT_NAME(
        "mkdir DIR/$'\\303\\274' && export LC_ALL=C"
            + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR/$'\\303\\274'"),
    TMP_OF_STRANGE_LETTERS(
        "mkdir DIR/$'\\303\\274' && export LC_ALL=C.UTF-8"
            + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR/$'\\303\\274'"),
    FEW_ADDRESSES(
        "ulimit -v 2300000",
        "-Xmx64m",
        "-XX:CompressedClassSpaceSize=64m",
        "-XX:ReservedCodeCacheSize=64m"),
    FEW_MAPPINGS("true"),
    SMALL_STACKS("ulimit -s 96"),
    SMALL_STACKS_OF_JAVA("true", "-Xss256k"),
    FEW_THREADS("ulimit -u 200"),
    FEW_FILES("ulimit -n 40");

    private final String bash;
    private final List<String> options;

    Situation(String bash, String... options) {
      this.bash = bash;
      this.options = List.of(options);
    }

    Child run(Path directory) {
      List<String> all = Child.options();
      options.forEach(option -> all.add(option.replace("DIR", directory.toString())));
      Class<?> main = this == FEW_MAPPINGS ? UseFewMappings.class : UseManyStubs.class;
      List<String> command = Child.command(all, main);
      String first = bash.replace("DIR", "'" + directory + "'");
      switch (this) {
        case READ_ONLY_ROOT:
          return Child.runMounted(first, command);
        case UNKNOWN_USER:
        case FEW_THREADS:
          return Child.runBehindAsUser(first, command);
        default:
          return Child.runBehind(first, command);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void itWorks(Situation situation) {
    situation.run(directory).succeeded("not run: 0, the C function: true");
  }
}
