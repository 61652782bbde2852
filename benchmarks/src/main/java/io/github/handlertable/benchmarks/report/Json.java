// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The report's files. */
public final class Json {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private Json() {}

  /** Writes maps, lists, records, numbers and strings. */
  public static void write(Path file, Object value) throws IOException {
    Files.writeString(file, GSON.toJson(value) + "\n");
  }

  static JsonElement read(Path file) throws IOException {
    return GSON.fromJson(Files.readString(file), JsonElement.class);
  }

  /** Empty if there is no such file. */
  static <T> List<T> readAll(Path file, Class<T[]> type) throws IOException {
    return Files.exists(file) ? List.of(GSON.fromJson(Files.readString(file), type)) : List.of();
  }
}
