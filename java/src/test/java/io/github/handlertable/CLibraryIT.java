// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.handlertable.support.Child;
import io.github.handlertable.support.Jar;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the libraries in the jar need of a C library: so little that one file serves any glibc since
 * 2.17, and musl; for RISC-V any glibc since 2.27.
 */
class CLibraryIT {
  /** Both C libraries have these. */
  private static final Set<String> FUNCTIONS =
      Set.of(
          ("__errno_location __stack_chk_fail calloc close dl_iterate_phdr dladdr"
                  + " dlclose dlerror dlopen dlsym fchmod fegetenv fesetenv free getauxval"
                  + " geteuid getpid getrlimit link lseek madvise malloc memcmp memcpy mkostemp mmap"
                  + " mprotect mremap munmap open posix_fallocate prctl pthread_attr_destroy"
                  + " pthread_attr_getguardsize pthread_attr_getstack pthread_attr_init"
                  + " pthread_attr_setstacksize pthread_create pthread_getattr_np"
                  + " pthread_getspecific pthread_join pthread_key_create pthread_key_delete"
                  + " pthread_mutex_lock pthread_mutex_unlock pthread_self pthread_setspecific"
                  + " read realloc sigfillset sigprocmask snprintf strchr strcmp strerror strlen strrchr"
                  + " syscall sysconf unlink usleep")
              .split(" "));

  /** By which gcc's start files ask for what need not be there. */
  private static final Set<String> WEAK =
      Set.of(
          "_ITM_deregisterTMCloneTable",
          "_ITM_registerTMCloneTable",
          "__cxa_finalize",
          "__gmon_start__");

  private static final Pattern NEEDED_SYMBOL =
      Pattern.compile(" (GLOBAL|WEAK) +DEFAULT +UND (\\w+)(@GLIBC_(\\d+)\\.(\\d+)\\S*)?");

  @TempDir Path directory;

  static Stream<String> platforms() {
    return Jar.PLATFORMS.stream();
  }

  private Path library(String platform) throws Exception {
    return Jar.extract("META-INF/native/" + platform + "/libhandlertable.so", directory);
  }

  private static String readelf(String option, Path library) {
    return Child.run(List.of("readelf", option, library.toString())).succeeded().output();
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void itNeedsNoNewerOrOtherFunctions(String platform) throws Exception {
    boolean riscv = platform.equals("linux-riscv64");
    Set<String> others = new TreeSet<>();
    Matcher symbol = NEEDED_SYMBOL.matcher(readelf("-sDW", library(platform)));
    int found = 0;
    for (; symbol.find(); found++) {
      String name = symbol.group(2);
      boolean known =
          symbol.group(1).equals("WEAK")
              ? WEAK.contains(name)
              : FUNCTIONS.contains(name)
                  || riscv && Set.of("__stack_chk_guard", "__tls_get_addr").contains(name);
      boolean old =
          symbol.group(3) == null
              ? symbol.group(1).equals("WEAK")
              : Integer.parseInt(symbol.group(4)) == 2
                  && Integer.parseInt(symbol.group(5)) <= (riscv ? 27 : 17);
      if (!known || !old) {
        others.add(symbol.group());
      }
    }
    assertEquals(Set.of(), others);
    assertTrue(found > 20, "read " + found);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void itNeedsNoOtherLibraries(String platform) throws Exception {
    Set<String> needed = new TreeSet<>();
    Matcher library =
        Pattern.compile("\\(NEEDED\\).*\\[(.*)\\]").matcher(readelf("-dW", library(platform)));
    while (library.find()) {
      needed.add(library.group(1));
    }
    Set<String> allowed = new TreeSet<>(Set.of("libc.so.6", "libm.so.6"));
    if (platform.equals("linux-riscv64")) { // whose glibc has __tls_get_addr in its loader
      allowed.add("ld-linux-riscv64-lp64d.so.1");
    }
    assertEquals(allowed, needed);
  }

  @ParameterizedTest
  @MethodSource("platforms")
  void itFindsItsThreadLocalVariablesByDescriptors(String platform) throws Exception {
    assumeTrue(!platform.equals("linux-riscv64"), "gcc 12 has none for RISC-V");
    String relocations = readelf("-rW", library(platform));
    assertTrue(relocations.contains("_TLSDESC"), relocations);
    assertFalse(relocations.matches("(?s).*_(DTPMOD|DTPOFF|TPOFF|TLS_).*"), relocations);
  }

  @Test
  void theJarHasThePlatformsThatItWasBuiltFor() throws Exception {
    assertEquals(Set.copyOf(Jar.PLATFORMS), Jar.platforms());
  }

  /** In a process without Java, by the C tests' fake JVM. */
  @ParameterizedTest
  @ValueSource(strings = {"gcc", "musl-gcc"})
  void theFileWorksWith(String compiler) throws Exception {
    assumeTrue(
        System.getenv("HT_REQUIRE_TOOLS") != null
            || Child.run(List.of("sh", "-c", "command -v " + compiler)).status() == 0,
        "no " + compiler);
    Path program = directory.resolve("library");
    Path include = Child.JAVA_HOME.resolve("include");
    Child.run(
            List.of(
                compiler,
                "-std=c11",
                "-O2",
                "-I" + include,
                "-I" + include.resolve("linux"),
                "-Itarget/native-headers",
                "-I../native/include",
                "src/test/c/library.c",
                "-o",
                program.toString(),
                "-ldl",
                "-pthread"))
        .succeeded();
    Path library = Jar.extract(Child.RESOURCE, directory);
    Child.run(List.of(program.toString(), library.toString())).succeeded("9 checks, 0 failed");
  }
}
