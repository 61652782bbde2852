// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.handlertable.child.HandleOnce;
import io.github.handlertable.support.Child;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which leave to use native code a JVM must give, what it prints, and what we make of it. */
class NativeAccessTest {
  private static final String DENY = "--illegal-native-access=deny";
  private static final String GRANT = "--enable-native-access=ALL-UNNAMED";
  private static final int JDK = Runtime.version().feature();

  private static Child run(String... options) {
    return Child.java(Child.plainOptions(options), HandleOnce.class);
  }

  private static String best() {
    return "handled by " + (JDK >= 22 ? "java.lang.foreign" : "JNI");
  }

  @Test
  void whereItIsGrantedNothingIsPrintedAndTheBestMechanismIsTaken() throws Exception {
    run(GRANT).succeeded(best()).butDidNotPrint("WARNING");
  }

  @Test
  void whereNobodySaysAnythingThereIsTheOneWarningOfLoading() throws Exception {
    assumeTrue(JDK < 22 || JDK >= 24, "only JNI is without a warning then");
    Child child = run().succeeded(best()).butDidNotPrint("sun.misc.Unsafe");
    int warnings = child.output().split(" has been called\n", -1).length - 1;
    assertEquals(JDK >= 24 ? 1 : 0, warnings, child.output());
  }

  @Test
  void whereAllMayUseItTheBestMechanismIsTakenWithoutAWarning() throws Exception {
    assumeTrue(JDK >= 24, "JDKs before 24 have no such option");
    run("--illegal-native-access=allow").succeeded(best()).butDidNotPrint("WARNING");
  }

  @Test
  void whereItIsDeniedTheErrorNamesTheOptionThatGrantsIt() throws Exception {
    assumeTrue(JDK >= 24, "JDKs before 24 can't deny it");
    run(DENY).failed(denied("ALL-UNNAMED"));
    run(DENY, GRANT).succeeded(best()).butDidNotPrint("WARNING");
    run(DENY, "-Dio.github.handlertable.library=any").failed(denied("ALL-UNNAMED"));
  }

  @Test
  void whereItIsDeniedToTheModuleTheErrorNamesThat() throws Exception {
    assumeTrue(JDK >= 24, "JDKs before 24 can't deny it");
    String module = HandlerTable.class.getPackageName();
    List<String> command =
        List.of(
            Child.jdk("java"),
            DENY,
            "--module-path=" + Child.CLASSES,
            "--patch-module=" + module + "=" + Child.TEST_CLASSES,
            "--module=" + module + "/" + HandleOnce.class.getName());
    Child.run(command).failed(denied(module));
  }

  private static String denied(String module) {
    return "UnsatisfiedLinkError: handler-table: this JVM denies native access;"
        + " start it with --enable-native-access="
        + module
        + "\n";
  }

  @Test
  void aRuntimeWithoutUnsafeWillDoIfItHasAnotherWayToReadMemory() throws Exception {
    Child child = run(GRANT, "--limit-modules=java.base");
    if (JDK >= 22) {
      child.succeeded(best());
    } else {
      child.failed(
          "UnsatisfiedLinkError: handler-table: this Java runtime has no module jdk.unsupported",
          "add it to the runtime image");
    }
  }
}
