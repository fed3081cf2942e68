"""An S3 API on the loopback device below `st.connection`, through fsspec and s3fs."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest
from moto.server import ThreadedMotoServer

import millstream as st
from millstream.testing.v1 import AppTest

Files = st.connections.FilesConnection
PETS = pd.DataFrame({"name": ["Rex", "Tweety"], "legs": [4, 2]})
SECRET = "secret/of the+tests"


class Store:
    """An S3 API that can be stopped and started; what it holds stays in this process."""

    def __init__(self) -> None:
        self.port = 0
        self.start()

    @property
    def parameters(self) -> dict[str, Any]:
        once = {"retries": {"max_attempts": 0}, "connect_timeout": 2}
        return {
            "endpoint_url": f"http://127.0.0.1:{self.port}",
            "key": "key-of-the-tests",
            "secret": SECRET,
            "client_kwargs": {"region_name": "eu-central-1"},
            "config_kwargs": once,
        }

    def start(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self._server.start()
        self.port = self._server.get_host_and_port()[1]

    def stop(self) -> None:
        self._server.stop()


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    store = Store()
    yield store
    store.stop()


@pytest.fixture
def pets(store: Store, request: pytest.FixtureRequest) -> Files:
    """A folder in a bucket of its own for each test."""
    bucket = request.node.name.replace("_", "-")[:60].strip("-")
    pets: Files = st.connection("pets", type="files", url=f"s3://{bucket}/in", **store.parameters)
    pets.fs.mkdir(bucket, region_name="eu-central-1")
    return pets


def write(pets: Files, path: str, content: str) -> None:
    with pets.open(path, "w") as file:
        file.write(content)


def test_what_is_written_is_listed_and_read(pets: Files) -> None:
    write(pets, "notes/rex.txt", "a dog")
    packed = io.BytesIO()
    PETS.to_parquet(packed)
    with pets.open("all.parquet", "wb") as file:
        file.write(packed.getvalue())
    assert pets.ls() == ["all.parquet", "notes/"]
    assert pets.read_text("notes/rex.txt") == "a dog"
    pd.testing.assert_frame_equal(pets.read_table("all.parquet"), PETS)


def test_what_others_write_is_seen_when_it_is_read_again(pets: Files, store: Store) -> None:
    write(pets, "a.txt", "first")
    assert pets.ls() == ["a.txt"]
    assert pets.read_text("a.txt", ttl="1h") == "first"
    other = Files("other", url=f"s3://{pets._root}", **store.parameters)
    write(other, "a.txt", "second, and longer")
    write(other, "b.txt", "new")
    assert pets.ls() == ["a.txt", "b.txt"]
    assert pets.read_text("a.txt", ttl="1h") == "first"
    assert pets.read_text("a.txt", ttl=0) == "second, and longer"
    assert pets.read_text("b.txt") == "new"


def test_a_missing_object_is_an_error_at_once(
    pets: Files, on_pause: Callable[..., list[float]]
) -> None:
    pauses = on_pause(Files)
    with pytest.raises(FileNotFoundError):
        pets.read_bytes("nothing.txt")
    assert pauses == []


def test_a_store_that_comes_back_is_read_without_an_error(
    pets: Files, store: Store, on_pause: Callable[..., list[float]]
) -> None:
    write(pets, "a.csv", "name\nRex\n")
    assert pets.is_healthy()
    store.stop()
    assert not pets.is_healthy()
    pauses = on_pause(Files, lambda: None, store.start)
    assert pets.read_table("a.csv")["name"].tolist() == ["Rex"]
    assert pauses == [0.2, 0.8]
    assert pets.is_healthy()


def test_a_store_that_stays_away_is_an_error_without_secrets(
    pets: Files, store: Store, on_pause: Callable[..., list[float]]
) -> None:
    pauses = on_pause(Files)
    store.stop()
    try:
        with pytest.raises(Exception, match=f"{store.port}") as failure:
            pets.read_bytes("a.txt")
        assert SECRET not in f"{failure.value!r}"
        assert pauses == [0.2, 0.8, 2.4]
    finally:
        store.start()


def test_a_page_reads_a_table_with_the_keys_of_its_secrets(pets: Files, store: Store) -> None:
    write(pets, "pets.csv", PETS.to_csv(index=False))
    app = AppTest.from_string(
        """
        import millstream as st

        pets = st.connection("animals", type="files").read_table("pets.csv", ttl="10m")
        st.dataframe(pets)
        """,
        default_timeout=10,
    )
    section = {"url": f"s3://{pets._root}", **store.parameters}
    app.secrets["connections"] = {"animals": section}
    assert app.run().dataframe[0].value.to_dict("list") == PETS.to_dict("list")
