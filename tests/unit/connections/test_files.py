"""Files in folders, in memory, and in a store that fails now and then."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fsspec.implementations.memory import MemoryFileSystem

import millstream as st
from millstream.connections.packages import MissingPackageError
from millstream.errors import StreamlitAPIException
from millstream.testing.manual import ManualTime

Files = st.connections.FilesConnection
PETS = pd.DataFrame({"name": ["Rex", "Tweety"], "legs": [4, 2]})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pets").mkdir()
    (tmp_path / "pets" / "rex.txt").write_text("a dog — über alles", encoding="utf-8")
    (tmp_path / "note.bin").write_bytes(b"\x00\x01")
    return tmp_path


@pytest.fixture
def files(folder: Path) -> Files:
    return st.connection("documents", type="files", url=str(folder))


@pytest.fixture
def memory() -> Iterator[Files]:
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]
    yield Files("memory", url="memory://store")
    MemoryFileSystem.store.clear()


def test_paths_begin_in_the_folder(files: Files) -> None:
    assert files.read_text("pets/rex.txt") == "a dog — über alles"
    assert files.read_bytes("/note.bin") == b"\x00\x01"
    assert files.read_text("./pets//rex.txt", encoding="utf-8").startswith("a dog")


def test_without_an_address_it_is_the_working_directory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert Files("files").ls() == ["note.bin", "pets/"]


def test_a_folder_is_listed_as_it_is_now(files: Files, folder: Path) -> None:
    assert files.ls() == ["note.bin", "pets/"]
    (folder / "pets" / "kaa.txt").touch()
    assert files.ls("pets") == ["kaa.txt", "rex.txt"]


@pytest.mark.parametrize("root", ["/", "memory://"])
def test_the_root_may_be_that_of_everything(root: str, folder: Path) -> None:
    if root == "/":
        assert Files("all", url=root).read_bytes(f"{folder}/note.bin") == b"\x00\x01"
        return
    everything = Files("all", url=root)
    with everything.open("a.txt", "w") as file:
        file.write("a")
    assert everything.read_text("a.txt") == "a"
    assert "a.txt" in everything.ls()


@pytest.mark.parametrize("path", ["../note.bin", "pets/../../x", "s3://elsewhere/x"])
def test_a_way_out_of_the_folder_is_refused(files: Files, path: str) -> None:
    for read in (files.read_bytes, files.ls, files.open, files.read_table):
        with pytest.raises(StreamlitAPIException, match="leads out of the folder"):
            read(path)


@pytest.mark.parametrize("format", ["csv", "tsv", "parquet", "json", "jsonl", "feather"])
def test_the_end_of_a_path_says_the_format_of_a_table(memory: Files, format: str) -> None:
    writers: dict[str, Any] = {
        "csv": lambda file: PETS.to_csv(file, index=False),
        "tsv": lambda file: PETS.to_csv(file, index=False, sep="\t"),
        "parquet": PETS.to_parquet,
        "json": PETS.to_json,
        "jsonl": lambda file: PETS.to_json(file, orient="records", lines=True),
        "feather": PETS.to_feather,
    }
    with memory.open(f"pets.{format}", "wb") as file:
        writers[format](file)
    found = memory.read_table(f"pets.{format}")
    assert found.to_dict("list") == PETS.to_dict("list")


def test_a_packed_table_is_unpacked_and_a_format_may_be_said(memory: Files) -> None:
    for path in ("pets.csv.gz", "pets.gz"):
        with memory.open(path, "wb") as file:
            file.write(gzip.compress(b"name;legs\nRex;4\n"))
    for path, format in (("pets.csv.gz", None), ("pets.gz", "csv")):
        found = memory.read_table(path, format=format, sep=";")
        assert found.to_dict("records") == [{"name": "Rex", "legs": 4}]


@pytest.mark.parametrize("path", ["pets", "pets.exe"])
def test_an_unknown_format_is_named_with_those_that_are_known(memory: Files, path: str) -> None:
    with pytest.raises(StreamlitAPIException, match='"csv", "tsv", "parquet"'):
        memory.read_table(path)


def test_what_is_read_is_kept_for_its_ttl(files: Files, folder: Path, time: ManualTime) -> None:
    assert files.read_bytes("note.bin", ttl=60) == b"\x00\x01"
    (folder / "note.bin").write_bytes(b"new")
    assert files.read_bytes("note.bin", ttl=60) == b"\x00\x01"
    time.advance(60)
    assert files.read_bytes("note.bin", ttl=60) == b"new"


def test_a_missing_file_is_an_error_at_once(files: Files, pauses: list[float]) -> None:
    with pytest.raises(FileNotFoundError):
        files.read_bytes("nothing")
    assert pauses == []


def test_a_store_that_is_away_for_a_moment_is_asked_again(
    memory: Files, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    with memory.open("pets.csv", "w") as file:
        file.write("name\nRex\n")
    failures = [ConnectionResetError(), TimeoutError(), ConnectionResetError()]
    real = MemoryFileSystem._open

    def fail(self: Any, *args: Any, **kwargs: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(self, *args, **kwargs)

    monkeypatch.setattr(MemoryFileSystem, "_open", fail)
    assert list(memory.read_table("pets.csv")["name"]) == ["Rex"]
    assert pauses == [0.2, 0.8, 2.4]


def test_health_is_whether_the_store_answers(
    memory: Files, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert files.is_healthy()
    assert memory.is_healthy()  # though there is nothing in it

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise ConnectionRefusedError

    monkeypatch.setattr(MemoryFileSystem, "ls", fail)
    assert not memory.is_healthy()


def test_an_address_that_leads_nowhere_is_named() -> None:
    with pytest.raises(StreamlitAPIException, match="which fsspec does not know"):
        Files("files", url="nowhere://bucket")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModuleNotFoundError, match=r"leads to .*gs://.*gcsfs"):
        Files("files", url="gs://bucket")
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(MissingPackageError, match="pip install fsspec"):
        Files("files", url="memory://")
