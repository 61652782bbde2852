// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks;

import io.github.handlertable.benchmarks.report.SingleShots;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * What the first use costs in a JVM that has just been started: the programs of {@link FirstUse},
 * each in a process of its own, in turn. The processor time is the whole process's, as its parent
 * is told by the kernel at its end: nothing in the process has to look at a clock. The parent's
 * helper that starts it is in it, with a millisecond or two.
 */
public final class StartUp {
  private static final int ROUNDS = 20;
  private static final double MILLISECOND = 1e6;
  private static final String PROGRAMS = "io/github/handlertable/benchmarks/FirstUse[^/]*\\.class";
  private static final String FOREIGN = "FirstUseForeign";

  /** What is started, and what has to be in its jar. */
  private enum Program {
    EMPTY(SingleShots.EMPTY, "FirstUse$Empty", "nothing"),
    TABLE(
        "handler table",
        "FirstUse$Table",
        "io/github/handlertable/(internal/)?[^/]+|META-INF/native/.*/libhandlertable\\.so"),
    FOREIGN(SingleShots.FOREIGN, StartUp.FOREIGN, "nothing"),
    JNA("JNA", "FirstUse$Jna", "com/sun/jna/.*"),
    JNR("jnr-ffi", "FirstUse$Jnr", "(jnr|jni|com/kenai/jffi|org/objectweb/asm)/.*"),
    LWJGL("LWJGL", "FirstUse$Lwjgl", "(org/lwjgl|(META-INF/)?linux)/.*");

    private final String words;
    private final String main;
    private final Pattern files;

    Program(String words, String main, String files) {
      this.words = words;
      this.main = StartUp.class.getPackageName() + "." + main;
      this.files = Pattern.compile("(META-INF/versions/\\d+/)?(" + PROGRAMS + "|" + files + ")");
    }
  }

  /**
   * Classes as an earlier run of the same program has left them; a JVM that can't have it fails.
   */
  private enum Archive {
    NONE(""),
    CDS("class data archive", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=", "-Xshare:on"),
    AOT("AOT cache", "-XX:AOTCacheOutput=", "-XX:AOTCache=", "-XX:AOTMode=on");

    private final String words;
    private final List<String> flags;

    Archive(String words, String... flags) {
      this.words = words;
      this.flags = List.of(flags);
    }

    boolean isAbsent() {
      return this == AOT && Runtime.version().feature() < Absent.AOT_JDK;
    }

    List<String> writing(Path file) {
      return this == NONE ? List.of() : List.of(flags.get(0) + file);
    }

    List<String> reading(Path file) {
      return this == NONE ? List.of() : List.of(flags.get(1) + file, flags.get(2));
    }
  }

  /** One that takes its turn. */
  private record Shooter(List<String> command, SingleShots shots) {
    void shoot() throws IOException {
      long cpu = Kernel.childrenNanos();
      long wall = System.nanoTime();
      run(command);
      shots.wallMillis().add((System.nanoTime() - wall) / MILLISECOND);
      shots.cpuMillis().add((Kernel.childrenNanos() - cpu) / MILLISECOND);
    }
  }

  private final Path directory;
  private final List<Shooter> shooters = new ArrayList<>();

  private StartUp(Path directory) {
    this.directory = directory;
  }

  /** See {@code benchmarks/README.md}. */
  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
    Absent.inWords().forEach(why -> System.out.println("Left out: " + why));
    System.out.println("JDK " + Runtime.version() + ", processes of each: " + rounds);
    measure(rounds, Pattern.compile(arguments.length < 2 ? "" : arguments[1]));
  }

  /**
   * Prints what it finds, too.
   *
   * @param only those in whose title this is found
   * @throws IllegalStateException if a program fails, with what it wrote
   */
  static List<SingleShots> measure(int rounds, Pattern only) throws IOException {
    Path directory = Files.createTempDirectory("start-up");
    try {
      StartUp all = new StartUp(directory);
      all.prepare(only);
      List<Shooter> order = new ArrayList<>(all.shooters);
      for (int round = 0; round < rounds; round++) {
        Collections.rotate(order, 1);
        for (Shooter shooter : order) {
          shooter.shoot();
        }
      }
      List<SingleShots> shots = all.shooters.stream().map(Shooter::shots).toList();
      System.out.println();
      SingleShots.markdown(shots).forEach(System.out::println);
      return shots;
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  /** Writes the files, and runs each once, so that they are in the system's cache. */
  private void prepare(Pattern only) throws IOException {
    for (Archive archive : Archive.values()) {
      for (Program program : Program.values()) {
        boolean isCompared =
            archive == Archive.NONE || program == Program.TABLE || program == Program.FOREIGN;
        SingleShots shots =
            new SingleShots(program.words, archive.words, new ArrayList<>(), new ArrayList<>());
        if (isCompared
            && !archive.isAbsent()
            && !Absent.isAbsent(program)
            && only.matcher(shots.title()).find()) {
          add(program, archive, shots);
        }
      }
    }
  }

  private void add(Program program, Archive archive, SingleShots shots) throws IOException {
    Path jar = directory.resolve(program + ".jar");
    Path file = directory.resolve(program + "." + archive);
    if (Files.notExists(jar)) {
      pack(program, jar);
    }
    run(command(archive.writing(file), jar, program));
    shooters.add(new Shooter(command(archive.reading(file), jar, program), shots));
  }

  private static List<String> command(List<String> flags, Path jar, Program program) {
    List<String> command = new ArrayList<>(Suite.arguments());
    command.addAll(flags);
    command.addAll(List.of("-cp", jar.toString(), program.main));
    return command;
  }

  private static void run(List<String> command) throws IOException {
    ChildJvm jvm = ChildJvm.run(command);
    if (jvm.exitCode() != 0) {
      throw new IllegalStateException(command + ": " + String.join("\n", jvm.output()));
    }
  }

  /**
   * A jar of what the program uses, from where it is found first: to open that of all benchmarks
   * would take longer than most.
   */
  private void pack(Program program, Path jar) throws IOException {
    List<Path> roots = new ArrayList<>();
    for (String root : System.getProperty("java.class.path").split(File.pathSeparator)) {
      roots.add(Path.of(root));
    }
    if (program == Program.FOREIGN) {
      roots.add(compile());
    }
    Set<String> copied = new HashSet<>();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(JarFile.MANIFEST_NAME));
      boolean isForSeveralJdks = program == Program.LWJGL; // which none of the others is
      String manifest = "Manifest-Version: 1.0\nMulti-Release: " + isForSeveralJdks + "\n";
      out.write(manifest.getBytes(StandardCharsets.UTF_8));
      for (Path root : roots) {
        if (Files.isDirectory(root)) {
          copy(root, program.files, copied, out);
        } else if (Files.exists(root)) {
          try (FileSystem files = FileSystems.newFileSystem(root)) {
            copy(files.getPath("/"), program.files, copied, out);
          }
        }
      }
    }
  }

  private static void copy(Path root, Pattern files, Set<String> copied, JarOutputStream out)
      throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        if (files.matcher(name).matches() && copied.add(name)) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(file, out);
        }
      }
    }
  }

  /** Here, and not when the rest is, for that is done with JDK 17. */
  private Path compile() throws IOException {
    Path source = directory.resolve(FOREIGN + ".java");
    Path classes = directory.resolve("classes");
    try (InputStream text = StartUp.class.getResourceAsStream(FOREIGN + ".java")) {
      Files.copy(text, source);
    }
    StringWriter words = new StringWriter();
    PrintWriter out = new PrintWriter(words);
    ToolProvider javac =
        ToolProvider.findFirst("javac")
            .orElseThrow(() -> new IllegalStateException("this Java has no compiler"));
    if (javac.run(out, out, "-d", classes.toString(), source.toString()) != 0) {
      throw new IllegalStateException(words.toString());
    }
    return classes;
  }
}
