// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.support.Child;
import io.github.handlertable.support.Jar;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.launch.Framework;

/** The jar as an OSGi bundle, beside one that uses it; nothing else is set. */
class BundleIT {
  private static final String HOST =
      """
      import java.util.Map;
      import java.util.ServiceLoader;
      import org.osgi.framework.launch.Framework;
      import org.osgi.framework.launch.FrameworkFactory;
      public class Host {
        public static void main(String[] bundles) throws Exception {
          FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class).iterator().next();
          Framework framework = factory.newFramework(Map.of("org.osgi.framework.storage", "cache"));
          framework.start();
          try {
            for (String bundle : bundles) {
              framework.getBundleContext().installBundle("file:" + bundle).start();
            }
          } finally {
            framework.stop();
            framework.waitForStop(0);
          }
        }
      }
      """;
  private static final String ACTIVATOR =
      """
      package user;
      import io.github.handlertable.HandlerTable;
      import io.github.handlertable.NativeHandler;
      import io.github.handlertable.NativeLibrary;
      import org.osgi.framework.BundleActivator;
      import org.osgi.framework.BundleContext;
      public class Activator implements BundleActivator {
        public void start(BundleContext context) {
          HandlerTable table = HandlerTable.create(8);
          table.register(3, () -> System.out.println("handled in a bundle"));
          table.register(4, NativeLibrary.open("libc.so.6").handler("tzset"));
          System.out.println(table.handleAll(3, 4, 5));
          table.close();
        }
        public void stop(BundleContext context) {}
      }
      """;
  private static final String MANIFEST =
      """
      Bundle-ManifestVersion: 2
      Bundle-SymbolicName: user
      Bundle-Version: 1
      Bundle-Activator: user.Activator
      Import-Package: io.github.handlertable;version="[0.1,1)",org.osgi.framework
      """;

  @TempDir Path directory;

  @Test
  void another_bundle_uses_it() throws Exception {
    String felix = Path.of(URI.create(jarOf(Framework.class))).toString();
    Files.writeString(directory.resolve("Host.java"), HOST);
    Files.writeString(directory.resolve("Activator.java"), ACTIVATOR);
    Files.writeString(directory.resolve("manifest"), MANIFEST);
    String path = Jar.FILE + ":" + felix;
    run("javac", "-proc:none", "-d", "host", "-cp", path, "Host.java");
    run("javac", "-proc:none", "-d", "user", "-cp", path, "Activator.java");
    run("jar", "-cfm", "user.jar", "manifest", "-C", "user", ".");
    String access = "--enable-native-access=ALL-UNNAMED";
    run("java", access, "-cp", "host:" + felix, "Host", Jar.FILE, "user.jar")
        .succeeded("handled in a bundle\n2\n");
  }

  private static String jarOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().toString();
  }

  private Child run(String tool, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Child.jdk(tool)));
    command.addAll(List.of(arguments));
    return Child.run(directory, command.toArray(String[]::new)).succeeded();
  }

  @Test
  void its_version_is_that_of_the_product() throws Exception {
    try (JarFile jar = new JarFile(Jar.FILE)) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      String version = manifest.getValue("Bundle-Version");
      assertEquals(manifest.getValue("Implementation-Version"), version + "-SNAPSHOT");
      assertEquals(
          "io.github.handlertable;version=\"" + version + "\"",
          manifest.getValue("Export-Package"));
      String header = Files.readString(Path.of("..", "native", "include", "handler_table.h"));
      String[] numbers = version.split("\\.");
      assertTrue(header.contains("\n#define HT_VERSION_MAJOR " + numbers[0] + "\n"));
      assertTrue(header.contains("\n#define HT_VERSION_MINOR " + numbers[1] + "\n"));
      assertTrue(header.contains("\n#define HT_VERSION_PATCH " + numbers[2] + "\n"));
    }
  }
}
