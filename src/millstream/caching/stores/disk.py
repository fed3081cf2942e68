"""The store that the processes of a host share: one signed file for each entry.

Nothing is locked to read. An entry is replaced by a rename and forgotten by an unlink or by a new
epoch (see ``folders``), so every reader finds the old entry, the new one or none, whenever a
writer is killed. What fails its signature is a miss.
"""

from __future__ import annotations

import os
import warnings
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from millstream.caching.api import Entry, Usage
from millstream.caching.background import DaemonExecutor
from millstream.caching.errors import CacheStoreWarning
from millstream.caching.stores import lease_files, record
from millstream.caching.stores.content import Assembler
from millstream.caching.stores.dating import Calendar, this_boot
from millstream.caching.stores.folders import Folders
from millstream.caching.stores.lease_files import LeaseFile, NoLocksError
from millstream.caching.stores.record import Origin, Record, StoredSnapshot
from millstream.caching.stores.soundness import CheckedSections, Marks
from millstream.caching.stores.upkeep import Upkeep
from millstream.clock import SystemClock
from millstream.storage import keys
from millstream.storage.codecs import InexactError, pickled
from millstream.storage.envelope import LARGE_FROM_BYTES, EnvelopeError, Sealer
from millstream.storage.files import Draft, MappedFile, cache_folder, identity, no_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from millstream.caching.api import Lease
    from millstream.caching.background import Executor
    from millstream.caching.policy import Limits
    from millstream.caching.stores.upkeep import Verdict
    from millstream.clock import Clock
    from millstream.storage.envelope import Envelope

_FORMAT_FOLDER = "v1"
# Where an entry is that could not be kept: it counts as held until it is cleared.
_NOWHERE = Origin("", (0, 0, 0, 0, 0), {})


class DiskStore:
    """Keep entries in files, for all processes that use the same folder.

    Parameters
    ----------
    folder
        Where; by default in the user's folder for caches.
    max_size_bytes
        What all entries may hold together; by default a quarter of the file system.
    sync
        Whether an entry is on the disk before it counts as stored. Without it a loss of power
        can cost the youngest entries, which are found damaged and computed anew.
    allow_pickle
        Whether values that have no other form are pickled, and pickles read.
    signing_key
        The key of the signatures; by default that of this installation.
    clock
        Dates entries.
    executor
        Runs evictions and sweeps; by default on a daemon thread.
    chance
        Draws the samples of evictions.
    boot
        What identifies this boot of the machine.
    fault
        Called with the name of each step of a write or removal; tests end the process there.

    Examples
    --------
    >>> import tempfile
    >>> store = DiskStore(tempfile.mkdtemp(), signing_key=bytes(32))
    >>> store.get("a function", b"a key") is None
    True
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] | None = None,
        *,
        max_size_bytes: int | None = None,
        sync: bool = False,
        allow_pickle: bool = True,
        signing_key: bytes | None = None,
        clock: Clock | None = None,
        executor: Executor | None = None,
        chance: Random | None = None,
        boot: str | None = None,
        fault: Callable[[str], None] | None = None,
    ) -> None:
        self.folder = Path(folder) if folder is not None else cache_folder() / "entries"
        self._sync = sync
        self._allow_pickle = allow_pickle
        self._fault = fault or no_fault
        self._signing_key = signing_key
        self._boot = this_boot() if boot is None else boot
        self._calendar = Calendar(clock or SystemClock(), self._boot)
        root = self.folder.absolute() / _FORMAT_FOLDER
        self._folders = Folders(root, self._fault, sync=sync)
        self._commit = f"{self._folders.root}{os.sep}commit.lock"
        self._warned: set[str] = set()
        self._upkeep = Upkeep(
            self._folders,
            self._peek,
            self._is_present,
            self._calendar,
            executor or DaemonExecutor(1),
            chance or Random(),
            max_size_bytes,
            self._fault,
        )

    # The secret of the installation is made when it is needed, not by who only asks.
    @cached_property
    def _key(self) -> bytes:
        return keys.signing_key() if self._signing_key is None else self._signing_key

    @cached_property
    def _sealer(self) -> Sealer:
        return Sealer(self._key)

    @cached_property
    def _marks(self) -> Marks:
        return Marks(self._key, self._boot)

    # --- Reading ---------------------------------------------------------------------------

    def get(self, namespace: str, key: bytes) -> Entry | None:
        """Return the entry, or ``None``."""
        path = ""
        try:
            path = self._folders.entry(namespace, key)
            file = MappedFile(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._warn("read", f"entries cannot be read ({error})")
            return None
        try:
            return self._read(path, file, record.envelope_key(namespace, key))
        except Exception as error:
            # A decoder that meets another version of a library raises whatever it likes.
            self._warn("damaged", f"an entry cannot be used ({path}: {error})")
            return None

    def _read(self, path: str, file: MappedFile, filed: bytes) -> Entry | None:
        envelope = self._sealer.open(file, filed)
        found = record.decode(envelope.meta)
        if not self._is_present(found.epochs):
            return None
        sections = CheckedSections(envelope, path, self._marks)
        assembler = Assembler(sections, allow_pickle=self._allow_pickle)
        drawn = None
        if found.recording is not None:
            if not self._allow_pickle:
                raise InexactError("drawn elements, which need pickle")
            drawn = pickled.decode(sections.read(found.recording), [])
        entry = found.entry(assembler.snapshot(found.node()), self._calendar, drawn)
        entry.origins[self] = Origin(path, file.identity, self._epochs(found))
        if not sections.is_kept:
            file.close()
        return entry

    def _epochs(self, found: Record) -> dict[str, str]:
        function = self._function_epoch(found.namespace)
        return {function: self._folders.epoch(function), **self._tag_files(found.epochs)}

    def _tag_files(self, epochs: dict[str, str]) -> dict[str, str]:
        return {self._folders.tag_file(tag): epoch for tag, epoch in epochs.items()}

    def _is_present(self, epochs: dict[str, str]) -> bool:
        return self._are_current(self._tag_files(epochs))

    def _are_current(self, epochs: dict[str, str]) -> bool:
        return all(self._folders.epoch(path) == epoch for path, epoch in epochs.items())

    def _peek(self, path: str) -> Record:
        """Return the record of an entry whose signature is right, without its content."""
        file = MappedFile(path, is_use=False)
        try:
            envelope = self._sealer.open(file)
        finally:
            file.close()
        found = record.decode(envelope.meta)
        if record.envelope_key(found.namespace, found.key) != envelope.key:
            raise EnvelopeError("it is filed under another key")
        if self._folders.entry(found.namespace, found.key) != path:
            raise EnvelopeError("it lies in the place of another entry")
        return found

    def holds(self, namespace: str, entry: Entry) -> bool:
        """Return whether nobody has replaced, removed or cleared an entry since."""
        origin: Origin | None = entry.origins.get(self)
        try:
            if origin is None:
                origin = entry.origins[self] = self._find(namespace, entry)
            if origin.path and identity(os.stat(origin.path)) != origin.identity:
                return False
            return self._are_current(origin.epochs)
        except (OSError, EnvelopeError):
            return False

    def _find(self, namespace: str, entry: Entry) -> Origin:
        """Return where an entry lies that came from another store and is kept here too."""
        path = self._folders.entry(namespace, entry.key)
        state = identity(os.stat(path))
        found = self._peek(path)
        if found.version != entry.version:
            raise EnvelopeError("it is another entry")
        return Origin(path, state, self._epochs(found))

    def entries(self, namespace: str) -> list[Entry]:
        """Return the entries of one function, oldest first; values are read when asked for."""
        return list(self._entries(namespace))

    def _entries(self, namespace: str) -> Iterator[Entry]:
        try:
            listed = self._upkeep.listing(namespace)
        except OSError:
            return
        for each in listed:
            with suppress(OSError, EnvelopeError, ValueError):
                found = self._peek(each.path)
                if not self._is_present(found.epochs):
                    continue
                snapshot = StoredSnapshot(found.size_bytes, self._opener(namespace, found.key))
                yield found.entry(snapshot, self._calendar, None)

    def _opener(self, namespace: str, key: bytes) -> Callable[[], Any]:
        def open_value() -> Any:
            entry = self.get(namespace, key)
            if entry is None:
                raise LookupError("the entry is gone")
            return entry.snapshot.open()

        return open_value

    def namespaces(self) -> list[str]:
        """Return the functions that have entries."""
        try:
            return list(self._upkeep.namespaces())
        except OSError as error:
            self._warn("read", f"entries cannot be read ({error})")
            return []

    def usage(self, namespace: str) -> Usage:
        """Return what one function holds."""
        try:
            return self._upkeep.usage(namespace)
        except OSError:
            return Usage(0, 0, None)

    # --- Writing ---------------------------------------------------------------------------

    def put(self, namespace: str, entry: Entry, lease: Lease | None = None) -> bool:
        """Keep an entry; returns whether it is kept."""
        entry.origins[self] = _NOWHERE
        try:
            epochs = (
                lease.epochs
                if isinstance(lease, LeaseFile)
                else self._present_epochs(namespace, entry.tags)
            )
            entry.origins[self] = _NOWHERE._replace(epochs=epochs)
            return self._write(namespace, entry, epochs, lease)
        except InexactError as error:
            self._warn(f"form of {namespace}", f"a result of {namespace} cannot be kept: {error}")
        except OSError as error:
            if not self._was_cleared(entry):
                self._warn("write", f"entries cannot be written ({error})")
        return False

    def _was_cleared(self, entry: Entry) -> bool:
        """Return whether a write failed because whoever cleared the function swept its folder."""
        try:
            return not self._are_current(entry.origins[self].epochs)
        except OSError:
            return False

    def _present_epochs(self, namespace: str, tags: Iterable[str]) -> dict[str, str]:
        files = [self._function_epoch(namespace)]
        files += map(self._folders.tag_file, sorted(tags))
        return {path: self._folders.epoch(path) for path in files}

    def _write(
        self, namespace: str, entry: Entry, epochs: dict[str, str], lease: Lease | None
    ) -> bool:
        tags = {tag: epochs.get(self._folders.tag_file(tag), "") for tag in sorted(entry.tags)}
        meta, sections = record.encode(
            namespace, entry, self._calendar, tags, allow_pickle=self._allow_pickle
        )
        size_bytes = sum(section.size_bytes for section in sections)
        if not self._upkeep.has_room(size_bytes):
            raise InexactError(f"its {size_bytes} bytes are more than the whole cache may hold")
        path = self._folders.entry(namespace, entry.key)
        filed = record.envelope_key(namespace, entry.key)
        with Draft(Path(path), sync=self._sync, fault=self._fault) as draft:
            mac = self._sealer.write(draft, filed, meta, sections)
            draft.stamp(self._upkeep.stamp(entry.created_seconds))
            draft.complete()
            with lease_files.locked(self._commit, is_shared=True):
                if not self._are_current(epochs) or _is_void(lease):
                    entry.origins[self] = _NOWHERE._replace(path=path)
                    return False
                state = identity(draft.publish())
        entry.origins[self] = Origin(path, state, epochs)
        if any(section.size_bytes >= LARGE_FROM_BYTES for section in sections):
            self._marks.mark(path, mac, state)
        self._upkeep.note_written(path, size_bytes)
        return True

    # --- Forgetting ------------------------------------------------------------------------

    def remove(self, namespace: str, key: bytes) -> bool:
        """Forget one entry, void its lease, and return whether it was there."""
        if not os.path.exists(self._folders.root):
            return False
        lease = f"{self._folders.leases}{os.sep}{self._folders.lease(namespace, key)}"
        try:
            path = self._folders.entry(namespace, key)
            with lease_files.locked(self._commit, is_shared=False):
                self._fault("remove.lease")
                with suppress(FileNotFoundError):
                    os.unlink(lease)
                self._fault("remove.entry")
                return self._upkeep.unlink(path)
        except OSError as error:
            # Of one entry alone nothing says here that it was forgotten.
            self._renew_here(self._function_epoch(namespace), error)
            return False

    def discard(self, namespace: str, entry: Entry) -> bool:
        """Forget an entry unless another has taken its place; leases stay."""
        try:
            with lease_files.locked(self._commit, is_shared=False):
                if not self.holds(namespace, entry):
                    return False
                self._fault("remove.entry")
                return self._upkeep.unlink(entry.origins[self].path)
        except OSError as error:
            self._warn("write", f"entries cannot be removed ({error})")
            return False

    def clear(self, namespace: str) -> None:
        """Forget the entries of one function: those of before are out of reach at once."""
        if not os.path.exists(self._folders.root):
            return
        remove = partial(self.prune, namespaces=[namespace])
        self._renew(self._function_epoch(namespace), "clear.epoch", remove)
        self._fault("clear.sweep")
        with suppress(OSError):
            self._upkeep.sweep(self._folders.function(namespace))

    def invalidate(self, tags: Iterable[str]) -> None:
        """Forget every entry that carries one of the tags: at once; files are swept later."""
        if not os.path.exists(self._folders.root):
            return
        for tag in sorted(set(tags)):
            remove = partial(self.prune, tags=[tag])
            self._renew(self._folders.tag_file(tag), "invalidate.epoch", remove)
        with suppress(OSError):
            self._upkeep.sweep_outdated()

    def clear_all(self) -> None:
        """Forget everything."""
        for function in self._folders.functions():
            self._renew(f"{function}{os.sep}epoch", "clear.epoch", self.prune)
            self._upkeep.sweep(function)

    def _function_epoch(self, namespace: str) -> str:
        return f"{self._folders.function(namespace)}{os.sep}epoch"

    def _renew(self, path: str, step: str, remove: Callable[[], object]) -> None:
        """Begin a new epoch; on a full disk, removing what was meant makes room for it."""
        try:
            self._folders.renew(path, step)
        except OSError:
            with suppress(OSError):
                remove()
            try:
                self._folders.renew(path, step)
            except OSError as error:
                self._renew_here(path, error)

    def _renew_here(self, path: str, error: OSError) -> None:
        self._folders.renew_here(path)
        self._warn("clear", f"entries can be cleared for this process alone ({error})")

    def fit(self, namespace: str, limits: Limits) -> None:
        """Forget the oldest entries of a function until its limits hold."""
        with suppress(OSError):
            self._upkeep.fit(namespace, limits)

    # --- Leases ----------------------------------------------------------------------------

    def lease(
        self, namespace: str, key: bytes, tags: frozenset[str] = frozenset()
    ) -> LeaseFile | None:
        """Take the right to compute a call; without locks everybody has it."""
        path = f"{self._folders.leases}{os.sep}{self._folders.lease(namespace, key)}"
        try:
            return lease_files.take(path, lambda: self._present_epochs(namespace, tags))
        except NoLocksError:
            self._warn("locks", "there are no locks here, so processes may compute the same twice")
        except OSError as error:
            self._warn("write", f"no lock can be taken ({error})")
        try:
            return LeaseFile(path, -1, self._present_epochs(namespace, tags))
        except OSError:
            return LeaseFile(path, -1, {})

    def lease_name(self, namespace: str, key: bytes) -> bytes:
        """Return the name that the lease of a call has."""
        return bytes.fromhex(self._folders.lease(namespace, key))

    def announced(self, name: bytes) -> frozenset[bytes]:
        """Return what the holder of a lease waits for."""
        return lease_files.announced(f"{self._folders.leases}{os.sep}{name.hex()}")

    # --- Upkeep ----------------------------------------------------------------------------

    def evict(self) -> int:
        """Do one step of an eviction and return the bytes that it freed."""
        return self._upkeep.evict()

    def prune(
        self,
        *,
        namespaces: Iterable[str] | None = None,
        tags: Iterable[str] = (),
        older_than_seconds: float = 0.0,
        expired_only: bool = False,
    ) -> Usage:
        """Remove the entries that fit every condition, and return what they held.

        Parameters
        ----------
        namespaces
            The functions to look at; all by default.
        tags
            One of these tags; any by default.
        older_than_seconds
            The least age.
        expired_only
            Whether only those past their time are removed.
        """
        return self._upkeep.prune(namespaces, frozenset(tags), older_than_seconds, expired_only)

    def verify(self, namespace: str | None = None) -> Iterator[Verdict]:
        """Read every entry in full and yield what is wrong with it, or nothing.

        Parameters
        ----------
        namespace
            The function to look at; all by default.
        """
        return self._upkeep.verify(namespace, self._check)

    def _check(self, path: str) -> Record:
        found = self._peek(path)
        file = MappedFile(path, is_use=False)
        try:
            envelope: Envelope = self._sealer.open(file)
            CheckedSections(envelope, path, self._marks).check_all()
        finally:
            file.close()
        return found

    def _warn(self, kind: str, trouble: str) -> None:
        if kind in self._warned:
            return
        self._warned.add(kind)
        warnings.warn(
            f"The cache in {self.folder}: {trouble}. Results are computed instead; "
            "this is said once.",
            CacheStoreWarning,
            stacklevel=3,
        )


def _is_void(lease: Lease | None) -> bool:
    return isinstance(lease, LeaseFile) and lease.is_void()
