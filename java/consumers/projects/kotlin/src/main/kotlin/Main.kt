// SPDX-License-Identifier: Apache-2.0
import io.github.handlertable.NativeLibrary
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicInteger
import kotlin.system.exitProcess

/** Kotlin fires a C function, whose thread fires a Kotlin handler a thousand times. */
fun main(arguments: Array<String>) {
    val library = NativeLibrary.open(Path.of(arguments[0]))
    val fired = AtomicInteger()
    library.table("app_events").use { table ->
        table.register(3) { fired.incrementAndGet() }
        table.register(5, library.handler("app_fire"))
        table.handle(5)
    }
    println("C fired Kotlin $fired times")
    if (fired.get() != 1000) exitProcess(1)
}
