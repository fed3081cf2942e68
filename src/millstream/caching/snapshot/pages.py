"""Whether anybody has written to a private mapping, as the kernel knows it.

A page of a private mapping is the file's until it is written to; then it is a copy, which belongs
to no file. Linux 6.7 and later tell which pages are such copies, for 800 MB in a few milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import mmap

_SCAN: Final = struct.Struct("12Q")
# The request `PAGEMAP_SCAN`: read and write a structure of that size, type "f", number 16.
_REQUEST: Final = 3 << 30 | _SCAN.size << 16 | ord("f") << 8 | 16
_OF_FILE: Final = 1 << 2
_PRESENT: Final = 1 << 3
_SWAPPED: Final = 1 << 4
_REGION: Final = struct.Struct("3Q")


def is_pristine(mapping: mmap.mmap) -> bool:
    """Return whether no page of a private mapping of a file was ever written to.

    Parameters
    ----------
    mapping
        The mapping.

    Returns
    -------
    bool
        ``False`` also where the system cannot tell.
    """
    if sys.platform != "linux":
        return False
    import ctypes
    import fcntl

    start = ctypes.addressof(ctypes.c_char.from_buffer(mapping))
    region = ctypes.create_string_buffer(_REGION.size)
    fields = {
        "size": _SCAN.size,
        "flags": 0,
        "start": start,
        "end": start + len(mapping),
        "walk_end": 0,
        "regions": ctypes.addressof(region),
        "most_regions": 1,
        "most_pages": 1,
        # Pages are looked for that are there, or in the swap, and are no file's.
        "inverted": _OF_FILE,
        "all_of": _OF_FILE,
        "any_of": _PRESENT | _SWAPPED,
        "returned": _OF_FILE | _PRESENT | _SWAPPED,
    }
    with contextlib.suppress(OSError):
        # Opened each time: after a fork, an open one would tell of the parent.
        pages = os.open("/proc/self/pagemap", os.O_RDONLY | os.O_CLOEXEC)
        try:
            found: int = fcntl.ioctl(pages, _REQUEST, bytearray(_SCAN.pack(*fields.values())))
        finally:
            os.close(pages)
        return found == 0
    return False
