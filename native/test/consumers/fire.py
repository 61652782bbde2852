# SPDX-License-Identifier: Apache-2.0
"""Python fires a C function, whose thread fires a Python handler a thousand times.

Takes the files of libhandler_table.so and libevents.so.
"""
import sys
from ctypes import CDLL, CFUNCTYPE, c_bool, c_char, c_size_t, c_void_p, cast, byref

handler_table, events = (CDLL(file) for file in sys.argv[1:])
Handler = CFUNCTYPE(None)
handler_table.ht_register.argtypes = c_void_p, c_size_t, c_void_p
handler_table.ht_unregister.argtypes = c_void_p, c_size_t
handler_table.ht_unregister.restype = c_void_p
handler_table.ht_handle.argtypes = c_void_p, c_size_t
for function in handler_table.ht_register, handler_table.ht_handle:
    function.restype = c_bool

fired = 0


@Handler  # lives as long as this module: the table does not keep it
def on_event():
    global fired
    fired += 1


table = byref(c_char.in_dll(events, "app_events"))
address = cast(on_event, c_void_p).value
assert handler_table.ht_register(table, 3, address)
assert handler_table.ht_register(table, 5, cast(events.app_fire, c_void_p))
assert handler_table.ht_handle(table, 5)
assert handler_table.ht_unregister(table, 3) == address
assert not handler_table.ht_handle(table, 3)
print(f"C fired Python {fired} times")
assert fired == 1000
