// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.handlertable.child.HandleOnce;
import io.github.handlertable.support.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** GraalVM's native-image sets a property in its images, and while it builds them. */
class NativeImageTest {
  private static final String SENTENCE =
      "GraalVM's native-image is not supported, for our way into Java defines a class at run time";

  @Test
  void thereTheFirstUseThrowsTheReadmesSentence() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md")).replaceAll("\\s+", " ");
    assertTrue(readme.contains(SENTENCE));
    for (String when : new String[] {"runtime", "buildtime"}) {
      Child.java(Child.options("-Dorg.graalvm.nativeimage.imagecode=" + when), HandleOnce.class)
          .failed("java.lang.UnsatisfiedLinkError: handler-table: " + SENTENCE);
    }
  }
}
