// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.benchmarks.report.Paired;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Measures in pairs: two loops in one JVM, in turn. What disturbs the machine disturbs both, so
 * that their ratio stays where each of them alone is off by a third.
 */
public final class Pairs {
  private static final String USAGE =
      """
      usage: Pairs [OPTION...] [-- JVM-FLAG...]
        --jvms N          how many JVMs for each pair; 5 unless given
        --rounds N        how many rounds in each; 400 unless given
        --only REGEX      only pairs in whose name this is found
        --classpath PATH  what stands before this jar for the measuring JVMs: the product's jar of
                          another version, for instance, if its header is the same; else run that
                          version's benchmarks.jar
      JVM-FLAGs are for the measuring JVMs, such as -Dio.github.handlertable.upcalls=jni.""";

  /**
   * A loop is compiled alone: what it is inlined into changes a call into C by a tenth. Young
   * objects soon get memory that was used before: the first use of a page is the kernel's time.
   */
  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-Xmn64m",
          "-XX:CompileCommand=quiet",
          "-XX:CompileCommand=dontinline," + Pair.class.getName() + "*::lambda*",
          "-XX:CompileCommand=dontinline," + JavaLoops.class.getName() + "::lambda*",
          "-XX:CompileCommand=dontinline," + PendingPairs.class.getName() + "*::lambda*");

  private static final int ROUNDS = 400;

  private int jvms;
  private int rounds;
  private String classpath = System.getProperty("java.class.path");
  private Pattern only = Pattern.compile("");
  private final List<String> flags = new ArrayList<>(FLAGS);

  /** In so many JVMs each, and in so many rounds. */
  Pairs(int jvms, int rounds) {
    this.jvms = jvms;
    this.rounds = rounds;
  }

  /** In JVMs with these flags too. */
  Pairs(List<String> moreFlags) {
    this(1, ROUNDS);
    flags.addAll(moreFlags);
  }

  /** See {@code benchmarks/README.md}. */
  public static void main(String[] arguments) throws IOException {
    Pairs pairs = new Pairs(5, ROUNDS);
    if (!pairs.understands(Arrays.asList(arguments).iterator())) {
      System.err.println(USAGE);
      System.exit(2);
    }
    System.out.println("JDK " + Runtime.version() + ", " + String.join(" ", pairs.flags));
    List<Pair> some =
        Pair.all().stream().filter(pair -> pairs.only.matcher(pair.toString()).find()).toList();
    System.exit(pairs.measure(some, found -> {}) ? 0 : 1);
  }

  private boolean understands(Iterator<String> arguments) {
    try {
      while (arguments.hasNext()) {
        switch (arguments.next()) {
          case "--jvms" -> jvms = Integer.parseUnsignedInt(arguments.next());
          case "--rounds" -> rounds = Integer.parseUnsignedInt(arguments.next());
          case "--only" -> only = Pattern.compile(arguments.next());
          case "--classpath" -> classpath = arguments.next() + File.pathSeparator + classpath;
          case "--" -> arguments.forEachRemaining(flags::add);
          default -> {
            return false;
          }
        }
      }
      return jvms > 0 && rounds > 0;
    } catch (RuntimeException e) {
      return false; // no number, no pattern, or nothing behind an option
    }
  }

  /** Prints what it finds as a table. Whether all went well. */
  boolean measure(List<Pair> pairs, Consumer<Paired> listener) throws IOException {
    System.out.println(Paired.head());
    boolean good = true;
    for (Pair pair : pairs) {
      try {
        Paired found = measure(pair);
        System.out.println(found.row());
        listener.accept(found);
      } catch (IllegalStateException e) {
        System.out.println(pair + " failed: " + e.getMessage());
        good = false;
      }
    }
    return good;
  }

  private Paired measure(Pair pair) throws IOException {
    List<Paired.Jvm> found = new ArrayList<>();
    for (int jvm = 0; jvm < jvms; jvm++) {
      found.add(measure(pair, jvm));
    }
    return new Paired(pair.work(), pair.against(), found);
  }

  /**
   * What a JVM finds, every second one in another order.
   *
   * @throws IllegalStateException if it fails, with what it wrote
   */
  Paired.Jvm measure(Pair pair, int jvm) throws IOException {
    List<String> arguments = new ArrayList<>(flags);
    arguments.addAll(List.of("-cp", classpath, Turns.class.getName()));
    arguments.addAll(List.of(pair.toString(), Integer.toString(jvm), Integer.toString(rounds)));
    return Turns.result(ChildJvm.run(arguments));
  }
}
