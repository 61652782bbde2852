// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strings on their way to C and back, where they are bytes. */
public final class CString {
  private CString() {}

  /** How the system names files: as the locale says that this JVM was started in. */
  private static Charset files() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  /** A file's name; throws if the locale has no bytes for a character. */
  public static byte[] ofFile(String name) throws CharacterCodingException {
    ByteBuffer bytes = files().newEncoder().encode(CharBuffer.wrap(name));
    return Arrays.copyOf(bytes.array(), bytes.limit());
  }

  /** A symbol's name: compilers write UTF-8, whatever the locale. */
  public static byte[] ofSymbol(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** What C says, or null. It may have both in it: UTF-8 if it is that, else as the locale says. */
  public static String from(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, files());
    }
  }
}
