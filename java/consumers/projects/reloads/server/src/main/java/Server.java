// SPDX-License-Identifier: Apache-2.0
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** Loads an application ten times anew; each time, the class loader before must go. */
public final class Server {
  private static final int RELOADS = 10;
  private static final int COLLECTIONS = 100;

  private Server() {}

  public static void main(String[] arguments) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(arguments[1]);
    tomcat.setAddDefaultWebXmlToWebapp(false);
    Context application = tomcat.addWebapp("", arguments[0]);
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    try {
      tomcat.start();
      for (int reload = 0; reload < RELOADS; reload++) {
        loaders.add(new WeakReference<>(application.getLoader().getClassLoader()));
        application.reload();
        if (!application.getState().isAvailable()) {
          throw new AssertionError("The application has not started.");
        }
      }
      for (int collection = 0; collection < COLLECTIONS && !loaders.isEmpty(); collection++) {
        System.gc();
        loaders.removeIf(loader -> loader.refersTo(null));
      }
    } finally { // its threads keep the JVM alive
      tomcat.stop();
      tomcat.destroy();
    }
    System.out.println(RELOADS - loaders.size() + " class loaders have gone");
    if (!loaders.isEmpty()) {
      System.exit(1);
    }
  }
}
