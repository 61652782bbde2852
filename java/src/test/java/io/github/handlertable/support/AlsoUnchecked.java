// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Tests that run once more, by JNI in a JVM without {@code -Xcheck:jni}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("also-unchecked")
public @interface AlsoUnchecked {}
