"""Libraries that are too large to install for every change, by small fakes of their types."""

from __future__ import annotations

import types
from typing import Any

import numpy as np
import pytest

from millstream.hashing import Hasher, UnhashableError

STRIDED, SPARSE, UINT8 = "torch.strided", "torch.sparse_coo", "torch.uint8"


@pytest.fixture(autouse=True)
def torch(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.SimpleNamespace(strided=STRIDED, uint8=UINT8)
    monkeypatch.setitem(__import__("sys").modules, "torch", module)  # type: ignore[arg-type]


class Tensor:
    __module__ = "torch"

    def __init__(
        self, content: Any, layout: str = STRIDED, device: str = "cpu", grad: bool = False
    ) -> None:
        self.content = np.asarray(content)
        self.layout, self.device, self.requires_grad = layout, device, grad
        self.dtype, self.shape = f"torch.{self.content.dtype}", self.content.shape

    def _like(self, content: Any) -> Tensor:
        return Tensor(content, self.layout)

    def detach(self) -> Tensor:
        return self._like(self.content)

    cpu = contiguous = coalesce = detach

    def reshape(self, size: int) -> Tensor:
        return self._like(self.content.reshape(size))

    def view(self, dtype: str) -> Tensor:
        assert dtype == UINT8
        return self._like(np.ascontiguousarray(self.content).view("u1"))

    def numpy(self) -> Any:
        return self.content

    def indices(self) -> Tensor:
        return Tensor(np.flatnonzero(self.content))

    def values(self) -> Tensor:
        return Tensor(self.content[self.content != 0])


class Parameter(Tensor):
    __module__ = "torch.nn.parameter"


class EagerTensor:
    __module__, __qualname__ = "tensorflow.python.framework.ops", "Tensor"

    def __init__(self, content: Any) -> None:
        self.content = np.asarray(content)
        self.dtype = f"<dtype: {self.content.dtype.name!r}>"

    def numpy(self) -> Any:
        return self.content


class GraphTensor:
    __module__, __qualname__ = "tensorflow.python.framework.tensor", "Tensor"


class KerasModel:
    __module__, __qualname__ = "keras.src.layers.layer", "Layer"

    def __init__(self, units: int, weights: Any) -> None:
        self.units, self.weights = units, weights

    def get_config(self) -> dict[str, Any]:
        return {"units": self.units}

    def get_weights(self) -> list[Any]:
        return [np.asarray(self.weights)]


class SnowparkFrame:
    __module__, __qualname__ = "snowflake.snowpark.dataframe", "DataFrame"

    def __init__(self, query: str) -> None:
        self.queries = {"queries": [query], "post_actions": []}
        self.session = (each for each in "a session")


class SnowflakeConnection:
    __module__, __qualname__ = "snowflake.connector.connection", "SnowflakeConnection"

    def __init__(self, user: str, password: str) -> None:
        self.account, self.user, self._password = "acme", user, password


class Session:
    __module__, __qualname__ = "snowflake.snowpark.session", "Session"

    def __init__(self, role: str) -> None:
        self.role = role

    def get_current_role(self) -> str:
        return self.role


@pytest.mark.parametrize(
    "values",
    [
        lambda: [
            Tensor([1.0, 2.0]),
            Tensor([1.0, 3.0]),
            Tensor([[1.0, 2.0]]),
            Tensor(np.float32([1, 2])),
            Tensor([1.0, 2.0], grad=True),
            Tensor([1.0, 2.0], device="cuda:0"),
            Tensor([0.0, 2.0], SPARSE),
            Tensor([0.0, 3.0], SPARSE),
            Tensor([2.0, 0.0], SPARSE),
            Parameter([1.0, 2.0]),
            Tensor(np.zeros(0)),
        ],
        lambda: [EagerTensor([1.0]), EagerTensor([2.0]), EagerTensor([1])],
        lambda: [KerasModel(1, [1]), KerasModel(2, [1]), KerasModel(1, [2])],
        lambda: [SnowparkFrame("select 1"), SnowparkFrame("select 2")],
        lambda: [SnowflakeConnection("a", "x"), SnowflakeConnection("b", "x")],
        lambda: [Session("a"), Session("b")],
    ],
    ids=["torch", "tensorflow", "keras", "snowpark", "snowflake", "session"],
)
def test_values_count_by_content(hasher: Hasher, values: Any) -> None:
    digests = [hasher.digest(value) for value in values()]
    assert len(set(digests)) == len(digests)
    assert [hasher.digest(value) for value in values()] == digests


def test_the_password_of_a_connection_does_not_count(hasher: Hasher) -> None:
    one, other = SnowflakeConnection("a", "x"), SnowflakeConnection("a", "y")
    assert hasher.digest(one) == hasher.digest(other)


def test_a_tensor_without_a_value_is_refused(hasher: Hasher) -> None:
    with pytest.raises(UnhashableError, match="no value before the graph runs") as caught:
        hasher.digest({"t": GraphTensor()})
    assert caught.value.path == "['t']"
