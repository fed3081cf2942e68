from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest

from millstream.storage import keys


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CONFIG_HOME": str(tmp_path / "config")}


def test_the_option_comes_before_the_environment_before_the_file(environ: dict[str, str]) -> None:
    kept = keys.load_secret(environ=environ)
    environ[keys.ENVIRONMENT_VARIABLE] = "from the environment"
    assert keys.load_secret(environ=environ) == b"from the environment"
    assert keys.load_secret("from the option", environ=environ) == b"from the option"
    assert keys.load_secret(b"bytes", environ=environ) == b"bytes"
    del environ[keys.ENVIRONMENT_VARIABLE]
    assert keys.load_secret(environ=environ) == kept


def test_an_empty_variable_is_no_secret(environ: dict[str, str]) -> None:
    environ[keys.ENVIRONMENT_VARIABLE] = ""
    assert keys.load_secret(environ=environ) == keys.secret_file(environ).read_bytes()


def test_the_file_is_private_and_complete(environ: dict[str, str]) -> None:
    secret = keys.load_secret(environ=environ)
    path = keys.secret_file(environ)
    assert path == Path(environ["XDG_CONFIG_HOME"]) / "millstream" / "secret.key"
    assert path.read_bytes() == secret
    assert len(secret) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_relative_config_folder_is_ignored(tmp_path: Path) -> None:
    assert keys.secret_file({"XDG_CONFIG_HOME": "relative"}).is_absolute()


def test_many_who_make_the_secret_at_once_get_one(environ: dict[str, str]) -> None:
    barrier = threading.Barrier(8)
    found: list[bytes] = []

    def load() -> None:
        barrier.wait()
        found.append(keys.load_secret(environ=environ))

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_another_process_reads_the_same_keys(environ: dict[str, str]) -> None:
    program = "from millstream.storage import keys; print(keys.hashing_key().hex())"
    child = {**{k: v for k, v in os.environ.items() if k != keys.ENVIRONMENT_VARIABLE}, **environ}
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], env=child, capture_output=True, check=True, text=True
        ).stdout.strip()
        for _ in range(2)
    }
    assert outputs == {keys.KeyRing(environ).key("hashing").hex()}


def test_where_no_file_can_be_written_the_key_lives_in_memory_with_one_warning(
    tmp_path: Path,
) -> None:
    (tmp_path / "config").write_text("a file in the place of the folder")
    ring = keys.KeyRing({"XDG_CONFIG_HOME": str(tmp_path / "config")})
    with pytest.warns(RuntimeWarning, match="lives in memory"):
        key = ring.key("hashing")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ring.key("hashing") == key
        assert ring.key("signing") != key


@pytest.mark.parametrize("content", [b"", b"short"])
def test_a_truncated_file_is_not_taken_for_a_secret(
    environ: dict[str, str], content: bytes
) -> None:
    path = keys.secret_file(environ)
    path.parent.mkdir(parents=True)
    path.touch(0o600)
    path.write_bytes(content)
    with pytest.warns(RuntimeWarning, match="too short"):
        assert len(keys.load_secret(environ=environ)) == 32
    assert path.read_bytes() == content


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_file_that_others_can_read_is_not_trusted(environ: dict[str, str]) -> None:
    keys.load_secret(environ=environ)
    path = keys.secret_file(environ)
    path.chmod(0o644)
    with pytest.warns(RuntimeWarning, match="others can read it"):
        assert keys.load_secret(environ=environ) != path.read_bytes()


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="symbolic links of POSIX")
def test_a_link_is_not_followed(environ: dict[str, str], tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.touch(0o600)
    target.write_bytes(b"x" * 64)
    path = keys.secret_file(environ)
    path.parent.mkdir(parents=True)
    path.symlink_to(target)
    with pytest.warns(RuntimeWarning, match="lives in memory"):
        assert keys.load_secret(environ=environ) != b"x" * 64


def test_keys_differ_by_purpose_and_secret() -> None:
    derived = {keys.derive(s, p) for s in (b"a", b"b") for p in ("hashing", "signing")}
    assert len(derived) == 4
    assert all(len(key) == 32 for key in derived)


def test_a_ring_can_be_given_another_secret(environ: dict[str, str]) -> None:
    ring = keys.KeyRing(environ)
    kept = ring.key("hashing")
    ring.use("another secret")
    assert ring.key("hashing") == keys.derive(b"another secret", "hashing") != kept
    ring.use(None)
    assert ring.key("hashing") == kept
