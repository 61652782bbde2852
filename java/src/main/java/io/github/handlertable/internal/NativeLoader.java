// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Loads a native library from the jar, or from the file that a system property names.
 *
 * <p>Each call makes a file of its own in a new directory that only this user can enter, and
 * deletes both once the library is loaded: two class loaders can use the library side by side. It
 * makes it where no other user, but by a group's leave, can put another file in its place.
 */
public final class NativeLoader {
  private static final String PROPERTY = "io.github.handlertable.";
  private static final String OWNER_ONLY = "rwx------";
  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_ALL = 0002;

  /** No method reference: the JDK makes a dozen classes for one to a method that asks who calls. */
  private static final Opener SYSTEM =
      new Opener() {
        @Override
        public void open(String file) {
          System.load(file);
        }
      };

  private static volatile String source = "not loaded";

  private NativeLoader() {}

  /** Where the handler table's library came from, for people to read. */
  public static String source() {
    return source;
  }

  /** Loads {@code lib<name>.so}, the bridge itself. */
  public static void load(String name) {
    if (System.getProperty("org.graalvm.nativeimage.imagecode") != null) {
      throw failure(
          "GraalVM's native-image is not supported, for our way into Java defines a class at run"
              + " time",
          null);
    }
    String here = NativeLoader.class.getName();
    // In words that relocation leaves alone: it changes names in strings, too.
    String original = "io!github!handlertable!".replace('!', '.');
    if (!here.startsWith(original)) {
      throw failure(
          String.format(
              "native code finds its classes by their names, but they were relocated: this is %s;"
                  + " exclude %s** from relocation",
              here, original),
          null);
    }
    String given = System.getProperty(PROPERTY + "library");
    try {
      source = given == null || given.isEmpty() ? load(name, SYSTEM) : loadGiven(given);
    } catch (IllegalCallerException e) { // since JDK 24, if it runs with =deny
      Module module = NativeLoader.class.getModule();
      throw failure(
          "this JVM denies native access; start it with --enable-native-access="
              + (module.isNamed() ? module.getName() : "ALL-UNNAMED"),
          e);
    }
  }

  private static String loadGiven(String file) {
    String named = file + ", which -D" + PROPERTY + "library names";
    try {
      System.load(Path.of(file).toAbsolutePath().toString());
    } catch (UnsatisfiedLinkError | IllegalArgumentException e) {
      String why =
          new File(file).canRead() ? String.valueOf(e.getMessage()) : "no file that can be read";
      boolean taken = why.contains("already loaded in another class");
      throw failure(
          "cannot load "
              + named
              + ": "
              + why
              + "; leave the property out"
              + (taken ? ", or give each class loader a copy" : " to have the jar's library"),
          e);
    }
    try {
      Native.address(Layout.OF_STUBS);
    } catch (UnsatisfiedLinkError e) {
      throw failure(
          named
              + ", is another library: it lacks the native method "
              + e.getMessage()
              + "; name a libhandlertable.so, as the jar has it under META-INF/native (and not"
              + " libhandler_table.so, the C library)",
          e);
    }
    return file;
  }

  /** How a library file is loaded; throws UnsatisfiedLinkError if it can't be. */
  @FunctionalInterface
  public interface Opener {
    void open(String file);
  }

  /** Takes {@code lib<name>.so} out of the jar and opens it; returns where it was, in words. */
  public static String load(String name, Opener opener) {
    String resource = "META-INF/native/" + platform() + "/lib" + name + ".so";
    byte[] library;
    try (InputStream in =
        NativeLoader.class.getModule().isNamed()
            ? NativeLoader.class.getModule().getResourceAsStream(resource)
            : NativeLoader.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw failure(
            String.format(
                "this jar has no native library for %s (no resource %s). Build it from source on"
                    + " this platform, if it is Linux on x86-64, AArch64 or RISC-V 64, or name a"
                    + " library file with -D%slibrary=FILE",
                platform(), resource, PROPERTY),
            null);
      }
      library = in.readAllBytes();
    } catch (IOException e) {
      throw failure("cannot read " + resource + " from the jar: " + e, e);
    }

    Map<String, Throwable> failures = new LinkedHashMap<>();
    String[] directories = {PROPERTY + "tmpdir", "java.io.tmpdir", "user.dir", "user.home"};
    for (String property : directories) {
      String directory = System.getProperty(property);
      if (directory == null || directory.isEmpty()) {
        continue;
      }
      try {
        openIn(Path.of(directory).toAbsolutePath(), name, library, opener);
        return resource + " in the jar, by way of " + directory;
      } catch (IllegalCallerException e) {
        throw e; // another directory would not help
      } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
        failures.putIfAbsent(directory, e);
      }
    }
    StringBuilder tried = new StringBuilder();
    failures.forEach(
        (directory, why) -> tried.append("\n  ").append(directory).append(": ").append(why));
    UnsatisfiedLinkError error =
        failure(
            String.format(
                "cannot load %1$s on %2$s; it takes glibc (or musl, but on RISC-V) and a directory that allows new files and"
                    + " running them. Tried:%3$s\nName a directory with -D%4$stmpdir=DIRECTORY, or"
                    + " the library itself with -D%4$slibrary=FILE",
                resource, platform(), tried, PROPERTY),
            null);
    failures.values().forEach(error::addSuppressed);
    throw error;
  }

  private static void openIn(Path directory, String name, byte[] library, Opener opener)
      throws IOException {
    Path real = directory.toRealPath();
    checkNobodyElseRules(real);
    // Not by createTempDirectory, which is broken for ever where java.io.tmpdir is no path. Who
    // guesses the name gains nothing: what is there already is not taken, and another place tried.
    String unique = Long.toUnsignedString(new Random().nextLong(), Character.MAX_RADIX);
    FileAttribute<?> ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY));
    Path own = Files.createDirectory(real.resolve("handlertable" + unique), ownerOnly);
    Path file = own.resolve("lib" + name + ".so");
    try {
      Files.write(file, library);
      opener.open(file.toString());
    } finally { // on NFS, say, they may stay: that changes nothing about how it went
      file.toFile().delete();
      own.toFile().delete();
    }
  }

  /**
   * Throws if another user could put a directory of his in the place of one of this path's, or in
   * the place of one that we make at its end: who owns a directory may rename what is in it, and
   * who may write to it may, too, unless it is sticky. Links are resolved. Who owns the root is
   * trusted, and so is a group that may write: whoever has set that meant it.
   */
  private static void checkNobodyElseRules(Path directory) throws IOException {
    Object root = Files.getAttribute(directory.getRoot(), "unix:uid");
    Path self = Path.of("/proc/self");
    Object ourselves = Files.exists(self) ? Files.getAttribute(self, "unix:uid") : root;
    for (Path part = directory; part != null; part = part.getParent()) {
      Map<String, Object> found = Files.readAttributes(part, "unix:uid,mode");
      if (((int) found.get("mode") & (STICKY | WRITABLE_BY_ALL)) == WRITABLE_BY_ALL) {
        throw new IOException(
            part + " is not safe: all users may write to it, and it is not sticky (chmod +t)");
      }
      Object owner = found.get("uid");
      if (!owner.equals(ourselves) && !owner.equals(root)) {
        throw new IOException(part + " is not safe: it belongs to another user, uid " + owner);
      }
    }
  }

  private static String platform() {
    String arch = System.getProperty("os.arch");
    return System.getProperty("os.name").toLowerCase(Locale.ROOT)
        + "-"
        + (arch.equals("amd64") ? "x86_64" : arch);
  }

  private static UnsatisfiedLinkError failure(String message, Throwable cause) {
    UnsatisfiedLinkError error = new UnsatisfiedLinkError("handler-table: " + message);
    error.initCause(cause);
    return error;
  }
}
