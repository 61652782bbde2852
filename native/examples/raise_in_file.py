# SPDX-License-Identifier: Apache-2.0
"""As raise_in_file.c, in Python: raises events that another process handles.

Arguments: libhandler_table.so, the file, the indexes.
"""

import ctypes
import mmap
import sys

library, name, *indexes = sys.argv[1:]
ht = ctypes.CDLL(library)
ht.ht_pending_attach.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
ht.ht_pending_attach.restype = ctypes.c_void_p
ht.ht_raise.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
ht.ht_raise.restype = ctypes.c_bool

with open(name, "r+b") as file:
    memory = mmap.mmap(file.fileno(), 0)
first_byte = ctypes.c_char.from_buffer(memory)
events = ht.ht_pending_attach(ctypes.addressof(first_byte), len(memory))
if not events:
    sys.exit(f"{name} has no pending set")
raised = sum(ht.ht_raise(events, int(index)) for index in indexes)
print(raised, "raised by Python")
sys.exit(raised != len(indexes))
