"""Large sections are hashed once in a boot of the machine, not once in a process.

Whoever wrote or checked an entry with large sections leaves a mark beside it: a keyed signature
over the boot, the envelope's signature and the state of the file (its number, size and times). A
file that was written to since has another time of change, which nobody but the kernel can set; a
mark of another boot, or made without the key, says nothing. So the first reader after a boot
hashes a gigabyte once, and every other one of any process reads 32 bytes. What a mark does not
see is a medium that returns other bytes later, without a write.
"""

from __future__ import annotations

import hmac
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blake3 import blake3

from millstream.caching.snapshot.memory import CopiedMemory, FileMemory, map_shared, mappings
from millstream.caching.stores.folders import SOUND_SUFFIX
from millstream.storage import keys
from millstream.storage.envelope import LARGE_FROM_BYTES, EnvelopeError
from millstream.storage.files import Draft, identity

if TYPE_CHECKING:
    from millstream.storage.envelope import Envelope
    from millstream.storage.files import Identity

_MARK_BYTES = 32
_LOOKS = 4


class Marks:
    """Make and read marks.

    Parameters
    ----------
    signing_key
        The key of this installation.
    boot
        What identifies this boot of the machine; without it there are no marks.
    """

    def __init__(self, signing_key: bytes, boot: str) -> None:
        self._key = keys.derive(signing_key, "cache mark")
        self._boot = boot

    def _mark(self, mac: bytes, identity: Identity) -> bytes:
        content = f"{self._boot}|{identity}".encode()
        return blake3(mac + content, key=self._key).digest()

    def is_marked(self, path: str, mac: bytes, identity: Identity) -> bool:
        """Return whether this state of a file was found right in this boot."""
        if not self._boot:
            return False
        try:
            with open(path + SOUND_SUFFIX, "rb") as file:
                found = file.read(_MARK_BYTES)
        except OSError:
            return False
        return hmac.compare_digest(found, self._mark(mac, identity))

    def mark(self, path: str, mac: bytes, identity: Identity) -> None:
        """Leave a mark, where one can be left."""
        if not self._boot:
            return
        with suppress(OSError), Draft(Path(path + SOUND_SUFFIX)) as draft:
            draft.write([self._mark(mac, identity)])
            draft.publish()


class CheckedSections:
    """The sections of an envelope: small ones are copied and checked, large ones mapped.

    Parameters
    ----------
    envelope
        The envelope, whose header was checked.
    path
        Its file.
    marks
        Where to learn whether the large sections were checked in this boot.
    """

    def __init__(self, envelope: Envelope, path: str, marks: Marks) -> None:
        self._envelope = envelope
        self._path = path
        self._marks = marks
        self._is_sound = False
        self._shared: memoryview | None = None
        self.is_kept = False

    def read(self, number: int) -> bytes:
        """Return a private copy of a section, checked itself: code is never read in place."""
        return self._envelope.read(number)

    def copy(self, number: int) -> bytes:
        """Return a private copy of a section that is no code; a large one is checked in place."""
        section = self._envelope.sections[number]
        if section.size_bytes < LARGE_FROM_BYTES:
            return self.read(number)
        self._check_large()
        return self._envelope.file.read(section.offset, section.size_bytes)

    def view(self, number: int) -> Any:
        """Return a section as read-only memory, mapped if it is large."""
        section = self._envelope.sections[number]
        if section.size_bytes < LARGE_FROM_BYTES:
            return self.read(number)
        self._check_large()
        if self._shared is None:
            self._shared = map_shared(self._envelope.file)
        if self._shared is None:
            return self.copy(number)
        return self._shared[section.offset : section.offset + section.size_bytes]

    def memory(self, number: int) -> FileMemory | CopiedMemory:
        """Return a section as memory that is mapped privately for each caller."""
        section = self._envelope.sections[number]
        if section.size_bytes < LARGE_FROM_BYTES or not mappings.has_room():
            return CopiedMemory(self.copy(number))
        self._check_large()
        self.is_kept = True
        return FileMemory(self._envelope.file, section.offset, section.size_bytes)

    def check_all(self) -> None:
        """Compare every section with its digest, whatever a mark says."""
        for number in range(len(self._envelope.sections)):
            self._envelope.read(number) if self._is_small(number) else self._envelope.check(number)

    def _is_small(self, number: int) -> bool:
        return self._envelope.sections[number].size_bytes < LARGE_FROM_BYTES

    def _check_large(self) -> None:
        if self._is_sound:
            return
        envelope, state = self._envelope, self._envelope.file.identity
        if not self._marks.is_marked(self._path, envelope.mac, state):
            for _ in range(_LOOKS):
                self._check_sections()
                before, state = state, envelope.file.now()
                if state == before:
                    break
                # Taking away its name changes the state of a file, too, so it is looked at again.
            else:
                raise EnvelopeError("it was changed while it was checked")
            if _is_named(self._path, state):
                self._marks.mark(self._path, envelope.mac, state)
        self._is_sound = True

    def _check_sections(self) -> None:
        for number in range(len(self._envelope.sections)):
            if not self._is_small(number):
                self._envelope.check(number)
        self._envelope.file.unmap()


def _is_named(path: str, state: Identity) -> bool:
    """Return whether a name is still that of a file in this state."""
    try:
        return identity(os.stat(path)) == state
    except OSError:
        return False
