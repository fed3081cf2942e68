"""Leases as locked files."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching.stores import lease_files
from millstream.caching.stores.lease_files import LeaseFile, NoLocksError, alone, locked, take

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs locks")
NAME = "0123456789abcdef0123456789abcdef"
EPOCHS = {"epoch": "first"}


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "leases" / NAME)


def take_now(path: str, **epochs: str) -> LeaseFile | None:
    return take(path, lambda: epochs or EPOCHS)


def test_a_lease_is_given_once_until_it_is_released(path: str) -> None:
    lease = take_now(path)
    assert lease is not None
    assert lease.name == bytes.fromhex(NAME)
    assert lease.epochs == EPOCHS
    assert not lease.is_void()
    assert take_now(path) is None
    lease.release()
    assert not os.path.exists(path)
    again = take_now(path)
    assert again is not None
    lease.release()
    assert take_now(path) is None
    again.release()


def test_a_file_that_a_killed_holder_left_is_no_obstacle(path: str) -> None:
    os.makedirs(os.path.dirname(path))
    with open(path, "wb") as file:
        file.write(b"left" * 16)
    lease = take_now(path)
    assert lease is not None
    assert lease_files.announced(path) == frozenset()
    lease.release()


def test_a_lease_whose_name_was_taken_away_is_void(path: str) -> None:
    lease = take_now(path)
    assert lease is not None
    os.unlink(path)
    assert lease.is_void()
    other = take_now(path)
    assert other is not None
    lease.release()
    assert not other.is_void()
    assert take_now(path) is None
    other.release()


def test_a_lease_for_what_was_cleared_since_is_void(path: str) -> None:
    old = take_now(path, epoch="first")
    assert old is not None
    assert take_now(path, epoch="first") is None
    new = take_now(path, epoch="second")
    assert new is not None
    assert old.is_void()
    assert not new.is_void()
    # Who still believes in the old epoch, because it read before the clear, voids nothing.
    epochs = iter([{"epoch": "first"}, {"epoch": "second"}])
    assert take(path, lambda: next(epochs)) is None
    assert not new.is_void()
    new.release()


def test_what_a_holder_waits_for_can_be_read_by_all(path: str) -> None:
    lease = take_now(path)
    assert lease is not None
    names = frozenset({b"a" * 16, b"b" * 16, b"c" * 16})
    lease.announce(names)
    assert lease_files.announced(path) == names
    lease.announce(frozenset({b"a" * 16}))
    assert lease_files.announced(path) == {b"a" * 16}
    with open(path, "ab") as file:
        file.write(b"half")
    assert lease_files.announced(path) == {b"a" * 16}
    assert take_now(path) is None
    lease.release()
    lease.announce(names)
    assert lease_files.announced(path) == frozenset()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_does_not_hold_the_leases_of_its_parent(path: str) -> None:
    lease = take_now(path)
    assert lease is not None
    child = os.fork()
    if child == 0:
        lease.release()
        os._exit(0 if os.path.exists(path) and take_now(path) is None else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert take_now(path) is None
    lease.release()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_the_lease_of_a_process_that_ended_is_free(path: str) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0 if take_now(path) is not None else 1)
    assert os.waitpid(child, 0)[1] == 0
    lease = take_now(path)
    assert lease is not None
    lease.release()


def refuse(error: int) -> Any:
    def flock(*_: object) -> None:
        raise OSError(error, os.strerror(error))

    return flock


@pytest.mark.parametrize("error", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_told_apart(
    path: str, error: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fcntl.flock", refuse(error))
    with pytest.raises(NoLocksError):
        take_now(path)
    with locked(path, is_shared=True):
        pass
    with alone(path) as is_alone:
        assert is_alone


def test_another_trouble_is_told_as_it_is(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fcntl.flock", refuse(errno.EIO))
    with pytest.raises(OSError, match="Input/output") as raised:
        take_now(path)
    assert not isinstance(raised.value, NoLocksError)


def test_a_platform_without_locks_is_told_apart(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease_files.sys, "platform", "win32")
    with pytest.raises(NoLocksError):
        take_now(path)


def test_only_one_is_alone(tmp_path: Path) -> None:
    path = str(tmp_path / "folder" / "evict.lock")
    with alone(path) as first, alone(path) as second:
        assert first
        assert not second
    with alone(path) as third:
        assert third


def test_shared_locks_do_not_exclude_each_other(tmp_path: Path) -> None:
    path = str(tmp_path / "commit.lock")
    with locked(path, is_shared=True), locked(path, is_shared=True), alone(path) as is_alone:
        assert not is_alone
    with locked(path, is_shared=False), alone(path) as is_alone:
        assert not is_alone


def test_where_no_file_can_be_made_nothing_is_locked(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    path = str(tmp_path / "file" / "lock")
    with locked(path, is_shared=False), alone(path) as is_alone:
        assert is_alone


def test_an_abandoned_file_is_removed_unless_somebody_holds_it(path: str) -> None:
    lease = take_now(path)
    assert lease is not None
    lease_files.remove_abandoned(path)
    assert not lease.is_void()
    lease.abandon()
    assert os.path.exists(path)
    lease_files.remove_abandoned(path)
    assert not os.path.exists(path)
    lease_files.remove_abandoned(path)
