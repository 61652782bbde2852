// SPDX-License-Identifier: Apache-2.0
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleWiring;

/** Installs the product, and a user's bundle ten times; its class loader must go each time. */
public final class Host {
  private static final int ROUNDS = 10;
  private static final int COLLECTIONS = 100;

  private Host() {}

  private static WeakReference<ClassLoader> comeAndGo(BundleContext context, String file)
      throws Exception {
    Bundle bundle = context.installBundle("file:" + file);
    bundle.start();
    WeakReference<ClassLoader> loader =
        new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    bundle.uninstall(); // stops it first
    return loader;
  }

  public static void main(String[] arguments) throws Exception {
    FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class).iterator().next();
    Framework framework = factory.newFramework(Map.of("org.osgi.framework.storage", arguments[0]));
    framework.start();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    try {
      BundleContext context = framework.getBundleContext();
      context.installBundle("file:" + arguments[1]);
      for (int round = 0; round < ROUNDS; round++) {
        loaders.add(comeAndGo(context, arguments[2]));
      }
      for (int collection = 0; collection < COLLECTIONS && !loaders.isEmpty(); collection++) {
        System.gc();
        loaders.removeIf(loader -> loader.refersTo(null));
      }
    } finally { // its threads keep the JVM alive
      framework.stop();
      framework.waitForStop(0);
    }
    System.out.println(ROUNDS - loaders.size() + " class loaders have gone");
    if (!loaders.isEmpty()) {
      System.exit(1);
    }
  }
}
