// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the first words of a benchmark's name stand for. */
final class Mechanism {
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    // A longer prefix before a shorter one.
    NAMES.put("jni_only_", "handler table, by JNI alone");
    NAMES.put("jni_", "JNI");
    NAMES.put("foreign_critical_", "java.lang.foreign, critical");
    NAMES.put("foreign_", "java.lang.foreign");
    NAMES.put("jna_direct_", "JNA, direct mapping");
    NAMES.put("jna_interface_", "JNA, interface");
    NAMES.put("jna_", "JNA");
    NAMES.put("jnr_", "jnr-ffi");
    NAMES.put("lwjgl_", "LWJGL");
    NAMES.put("atomic_array_", "AtomicReferenceArray");
    NAMES.put("hash_map_", "ConcurrentHashMap");
    NAMES.put("synchronized_array_", "synchronized array");
    NAMES.put("c_array_", "C array of function pointers");
    NAMES.put("c_table_native_", "handler table, C to C");
    NAMES.put("c_table_java_", "handler table, C to Java");
    NAMES.put("c_table_", "handler table, in C");
    NAMES.put("c_", "C function, no JVM");
    NAMES.put("rust_", "Rust table");
    NAMES.put("table_native_handlers_", "handler table, Java to C");
    NAMES.put("table_java_handlers_", "handler table, Java to Java");
    NAMES.put("table_native_", "handler table, native handler");
    NAMES.put("table_java_", "handler table, Java handler");
    NAMES.put("table_", "handler table");
    NAMES.put("given_back_", "handler table, C gives back");
    NAMES.put("raiser_", "handler table, a raiser");
    NAMES.put("native_", "handler table");
    NAMES.put("java_handler_", "handler table");
    NAMES.put("floor_", "random number alone");
  }

  private Mechanism() {}

  /** Whether this is the name of a way to use the handler table. */
  static boolean isOurs(String name) {
    return name.startsWith("handler table");
  }

  static String of(Score score) {
    String method = score.method();
    String name =
        NAMES.entrySet().stream()
            .filter(it -> method.startsWith(it.getKey()))
            .findFirst()
            .map(Map.Entry::getValue)
            .orElse(method);
    return score.variant() == Variant.JNI_UPCALLS ? name + ", upcalls by JNI" : name;
  }
}
