// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.platform.commons.JUnitException;
import org.opentest4j.AssertionFailedError;

/**
 * How a process of its own has ended, with what it printed: for what a test JVM does not survive,
 * must not be disturbed by, or must not have done before.
 *
 * @param status its exit status; 128 and the signal's number, if it was killed
 * @param out what it printed to stdout
 * @param err what it printed to stderr
 */
public record Child(int status, String out, String err) {
  public static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  public static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
  public static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();

  /** A user that no file knows. */
  public static final int USER = 54321;

  /** The library's name in the jar, and the file that goes there. */
  public static final String RESOURCE =
      "META-INF/native/linux-"
          + System.getProperty("os.arch").replace("amd64", "x86_64")
          + "/libhandlertable.so";

  public static final Path BRIDGE = CLASSES.resolve(RESOURCE);

  /** What a child prints, on a line of its own, when it is about to end; see {@link #ended}. */
  public static final String ENDING = "ending";

  private static final int PATIENCE = 150; // seconds, until it ends; JUnit waits for three minutes
  private static final int QUICK = 5; // seconds, from ENDING on
  private static final Path HERE = Path.of("");

  /** What every JVM needs: product, tests and JUnit by class path, and a place for its crash. */
  public static List<String> plainOptions(String... more) {
    Stream<Path> junit =
        Stream.of(Assertions.class, AssertionFailedError.class, JUnitException.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .map(URL::toString)
            .map(URI::create)
            .map(Path::of);
    String classPath =
        Stream.concat(Stream.of(CLASSES, TEST_CLASSES), junit)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> options = new ArrayList<>();
    options.add("-Djava.class.path=" + classPath);
    options.add("-XX:ErrorFile=" + Path.of("target", "hs_err_%p.log").toAbsolutePath());
    options.addAll(List.of(more));
    return options;
  }

  /** The same with leave to use native code, and with this JVM's properties for the product. */
  public static List<String> options(String... more) {
    List<String> options = plainOptions("--enable-native-access=ALL-UNNAMED");
    System.getProperties()
        .forEach(
            (key, value) -> {
              if (key.toString().matches("(io\\.github\\.)?handlertable\\..*")) {
                options.add("-D" + key + "=" + value);
              }
            });
    options.addAll(List.of(more));
    return options;
  }

  /** The command line of a program of Java, with the JDK that runs the tests. */
  public static List<String> command(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(List.of(jdk("java")));
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** A tool of the JDK that runs the tests. */
  public static String jdk(String tool) {
    return JAVA_HOME.resolve("bin").resolve(tool).toString();
  }

  /** The command line of a program of src/test/c, compiled here, that makes a JVM itself. */
  public static List<String> embedding(
      String program, Class<?> type, String argument, List<String> options) {
    Path file = Path.of("target", "test-native", program).toAbsolutePath();
    Path include = JAVA_HOME.resolve("include");
    List<String> gcc =
        new ArrayList<>(List.of("gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror"));
    for (Path directory :
        List.of(include, include.resolve("linux"), Path.of("..", "native", "include"))) {
      gcc.add("-I" + directory);
    }
    String source = Path.of("src", "test", "c", program + ".c").toString();
    gcc.addAll(List.of("-o", file.toString(), source, "-ldl", "-pthread"));
    run(gcc).succeeded();
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.add(JAVA_HOME.resolve("lib/server/libjvm.so").toString());
    command.add(type.getName().replace('.', '/'));
    command.add(argument);
    command.addAll(options);
    return command;
  }

  /** Runs a program of Java. */
  public static Child java(List<String> options, Class<?> main, String... arguments) {
    return run(command(options, main, arguments));
  }

  /** Runs a command, which must end in time; it is killed if it doesn't. */
  public static Child run(List<String> command) {
    return run(HERE, command.toArray(String[]::new));
  }

  /** Runs a command in a directory. */
  public static Child run(Path directory, String... command) {
    try {
      Path err = Files.createTempFile("child", ".err");
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectError(err.toFile())
                .start();
        AtomicReference<String> hangs = new AtomicReference<>();
        killAfter(PATIENCE, process, hangs);
        StringBuilder out = new StringBuilder();
        try (BufferedReader reader = process.inputReader(UTF_8)) {
          int line = 0; // where it begins
          for (int next = reader.read(); next >= 0; next = reader.read()) {
            out.append((char) next);
            if (next == '\n') {
              if (out.substring(line).equals(ENDING + "\n")) {
                killAfter(QUICK, process, hangs);
              }
              line = out.length();
            }
          }
        }
        int status = process.waitFor();
        Child ended = new Child(status, out.toString(), Files.readString(err));
        assertEquals(null, hangs.get(), () -> List.of(command) + ":\n" + ended.output());
        return ended;
      } finally {
        Files.delete(err);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void killAfter(int seconds, Process process, AtomicReference<String> hangs) {
    CompletableFuture<Process> end = process.onExit().orTimeout(seconds, TimeUnit.SECONDS);
    end.exceptionally(
        late -> {
          hangs.compareAndSet(null, "does not end within " + seconds + " seconds");
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          return process.destroyForcibly();
        });
  }

  /** Runs a command that sees a tmpfs which mount(8), with these arguments, has put somewhere. */
  public static Child runMounted(String tmpfs, List<String> command) {
    List<String> unshared =
        new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", "mount -t tmpfs " + tmpfs));
    Child trial = run(unshared);
    assumeTrue(
        trial.status == 0 || System.getenv("HT_REQUIRE_TOOLS") != null,
        () -> "no mounts for us here: " + trial.output());
    unshared.set(4, unshared.get(4) + " && exec \"$@\"");
    unshared.add("sh");
    unshared.addAll(command);
    return run(unshared);
  }

  /** Runs a command that bash gives way to when it has done something itself, as by ulimit. */
  public static Child runBehind(String bash, List<String> command) {
    List<String> all = new ArrayList<>(List.of("bash", "-c", bash + " && exec \"$@\"", "bash"));
    all.addAll(command);
    return run(all);
  }

  /**
   * The same by another user, if this one is root, whom limits don't hold: by one that no file
   * knows, without rights but to read what root may, for the product may lie where nobody else can
   * go.
   */
  public static Child runBehindAsUser(String bash, List<String> command) {
    if (!isRoot()) {
      return runBehind(bash, command);
    }
    String caps = "-all,+dac_read_search";
    List<String> all = new ArrayList<>(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER));
    all.addAll(List.of("--clear-groups", "--inh-caps=" + caps, "--ambient-caps=" + caps));
    all.addAll(List.of("bash", "-c", bash + " && exec \"$@\"", "bash"));
    all.addAll(command);
    return run(all);
  }

  public static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** All that it printed. */
  public String output() {
    return out + err;
  }

  /** It said that it was about to end, and then ended soon, with this status. */
  public void ended(int expectedStatus) {
    assertTrue(("\n" + out).contains("\n" + ENDING + "\n"), () -> "died before: " + output());
    assertEquals(expectedStatus, status, output());
  }

  /** It has ended well, and printed all these parts. */
  public Child succeeded(String... parts) {
    assertEquals(0, status, output());
    return printed(parts);
  }

  /** It has ended well, and printed nothing to stderr. Returns what it printed to stdout. */
  public String succeededQuietly() {
    succeeded();
    assertEquals("", err, out);
    return out;
  }

  /** It has ended with an uncaught exception, and printed all these parts. */
  public Child failed(String... parts) {
    assertEquals(1, status, output());
    return printed(parts);
  }

  private Child printed(String... parts) {
    for (String part : parts) {
      // "0 others" is not in "10 others".
      String alone = (Character.isDigit(part.charAt(0)) ? "(?<!\\d)" : "") + Pattern.quote(part);
      boolean found = Pattern.compile(alone).matcher(output()).find();
      assertTrue(found, () -> "no " + part + " in:\n" + output());
    }
    return this;
  }

  public Child butDidNotPrint(String part) {
    assertFalse(output().contains(part), output());
    return this;
  }
}
