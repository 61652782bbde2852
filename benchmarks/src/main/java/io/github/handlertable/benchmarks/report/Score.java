// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One figure of JMH's.
 *
 * @param name class and method
 * @param parameters as JMH was given them
 * @param variant of the JVM
 * @param value in {@code unit}
 * @param error how far off the true figure may be; NaN if there were too few iterations to tell
 */
record Score(
    String name,
    int threads,
    Map<String, String> parameters,
    Variant variant,
    double value,
    double error,
    String unit) {

  /** Whether a figure is to be looked at with suspicion. */
  static boolean isDoubtful(double value, double error) {
    return !(error <= 0.15 * value);
  }

  Score times(double factor, String newUnit) {
    return new Score(name, threads, parameters, variant, value * factor, error * factor, newUnit);
  }

  /** The method's name. */
  String method() {
    return name.substring(name.indexOf('.') + 1);
  }

  double parameter(String parameter) {
    return Double.parseDouble(parameters.get(parameter));
  }

  /** All figures of a JMH result file, those of a group's single methods too. */
  static List<Score> read(Path file) throws IOException {
    List<Score> scores = new ArrayList<>();
    for (JsonElement element : Json.read(file).getAsJsonArray()) {
      JsonObject run = element.getAsJsonObject();
      String[] name = run.get("benchmark").getAsString().split("\\.");
      String type = name[name.length - 2] + ".";
      String method = name[name.length - 1];
      JsonObject others = run.getAsJsonObject("secondaryMetrics");
      // A group's own is the mean over threads that do different things.
      if (!others.has(method + "_read")) {
        scores.add(of(type + method, run, run.getAsJsonObject("primaryMetric")));
      }
      for (String other : others.keySet()) {
        scores.add(of(type + other, run, others.getAsJsonObject(other)));
      }
    }
    return scores;
  }

  private static Score of(String name, JsonObject run, JsonObject metric) {
    Map<String, String> parameters = new TreeMap<>();
    if (run.has("params")) {
      run.getAsJsonObject("params")
          .asMap()
          .forEach((parameter, value) -> parameters.put(parameter, value.getAsString()));
    }
    return new Score(
        name,
        run.get("threads").getAsInt(),
        parameters,
        Variant.of(run.get("jvmArgs").toString()),
        metric.get("score").getAsDouble(),
        error(metric),
        metric.get("scoreUnit").getAsString());
  }

  /**
   * Half of JMH's 99.9% confidence interval, for which it pools all iterations; or, if that is
   * more, how far the mean of one JVM lies from that of all. Each JVM compiles in its own way, and
   * its iterations agree about that.
   */
  private static double error(JsonObject metric) {
    double all = metric.get("score").getAsDouble();
    double error = metric.get("scoreError").getAsDouble(); // JMH writes "NaN" as a string
    for (JsonElement jvm : metric.getAsJsonArray("rawData")) {
      double sum = 0;
      for (JsonElement iteration : jvm.getAsJsonArray()) {
        sum += iteration.getAsDouble();
      }
      error = Math.max(error, Math.abs(sum / jvm.getAsJsonArray().size() - all));
    }
    return error;
  }
}
