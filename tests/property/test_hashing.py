"""Equal values have equal digests; any single change of a value is another digest."""

from __future__ import annotations

import copy
import math
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from millstream.hashing import Hasher

HASHER = Hasher(bytes(range(32)))


@dataclass
class Box:
    content: Any
    label: str = ""


class Thing:
    def __init__(self, **attributes: Any) -> None:
        vars(self).update(attributes)


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=8),
    st.binary(max_size=8),
    st.dates(),
    st.datetimes(),
    st.timedeltas(),
    st.decimals(),
    st.fractions(),
    st.uuids(),
)
KEYS = st.one_of(st.integers(), st.text(max_size=4), st.booleans(), st.none())
NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.lists(inner, max_size=6).map(tuple),
        st.dictionaries(KEYS, inner, max_size=5),
        st.frozensets(KEYS, max_size=5),
        st.builds(Box, inner, st.text(max_size=3)),
        st.dictionaries(NAMES, inner).map(lambda attributes: Thing(**attributes)),
    ),
    max_leaves=20,
)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are equal in value, type and bit pattern, recursively: the model."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        both_nan = math.isnan(one) and math.isnan(other)
        return both_nan or struct.pack("d", one) == struct.pack("d", other)
    if isinstance(one, complex):
        return is_same(one.real, other.real) and is_same(one.imag, other.imag)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, dict):
        return is_same(list(one), list(other)) and is_same(list(one.values()), list(other.values()))
    if isinstance(one, frozenset):
        return {(type(each), each) for each in one} == {(type(each), each) for each in other}
    if isinstance(one, Thing):
        return is_same(sorted(vars(one)), sorted(vars(other))) and all(
            is_same(held, vars(other)[name]) for name, held in vars(one).items()
        )
    if isinstance(one, Box):
        return is_same(vars(one), vars(other))
    return repr(one) == repr(other)


@given(VALUES)
def test_a_copy_has_the_same_digest(value: Any) -> None:
    assert HASHER.digest(copy.deepcopy(value)) == HASHER.digest(value)
    assert HASHER.outline(copy.deepcopy(value)) == HASHER.outline(value)


@given(VALUES, VALUES)
def test_digests_are_equal_exactly_where_values_are(one: Any, other: Any) -> None:
    assert (HASHER.digest(one) == HASHER.digest(other)) == is_same(one, other)


def mutations(draw: Any, value: Any) -> Any:
    """Return a copy of a value in which one thing differs."""
    if isinstance(value, (list, tuple)) and value:
        items = list(value)
        kind = draw(st.sampled_from(["inside", "drop", "repeat", "swap"]))
        index = draw(st.integers(0, len(items) - 1))
        if kind == "inside":
            items[index] = mutations(draw, items[index])
        elif kind == "drop":
            del items[index]
        elif kind == "repeat":
            items.insert(index, items[index])
        else:
            items.reverse()
        return type(value)(items)
    if isinstance(value, dict) and value:
        key = draw(st.sampled_from(list(value)))
        return {k: mutations(draw, v) if k == key else v for k, v in value.items()}
    if isinstance(value, Box):
        return Box(mutations(draw, value.content), value.label)
    if isinstance(value, Thing) and vars(value):
        name = draw(st.sampled_from(sorted(vars(value))))
        return Thing(**{**vars(value), name: mutations(draw, vars(value)[name])})
    if isinstance(value, float) and draw(st.booleans()):
        return -value
    return draw(VALUES)


@given(st.data(), VALUES)
def test_any_single_mutation_is_another_digest(data: st.DataObject, value: Any) -> None:
    mutated = mutations(data.draw, value)
    assume(not is_same(value, mutated))
    assert HASHER.digest(mutated) != HASHER.digest(value)


@given(st.lists(st.one_of(KEYS, st.floats(allow_nan=False), st.tuples(KEYS)), unique=True))
def test_the_order_in_which_a_set_was_built_does_not_count(members: list[Any]) -> None:
    one, other = set(members), set()
    for each in reversed(members):
        other.add(each)
    other |= set(range(1000, 1100))
    other -= set(range(1000, 1100))  # a larger table, in another order
    assume(one == other)
    assert HASHER.digest(one) == HASHER.digest(other)


ARRAYS = hnp.arrays(
    st.one_of(
        hnp.integer_dtypes(),
        hnp.floating_dtypes(),
        hnp.boolean_dtypes(),
        hnp.complex_number_dtypes(),
        hnp.unicode_string_dtypes(max_len=4),
        hnp.datetime64_dtypes(),
        hnp.array_dtypes(hnp.integer_dtypes()),
    ),
    hnp.array_shapes(max_dims=3, max_side=5, min_side=0),
)


@given(ARRAYS)
def test_arrays_count_by_elements_and_not_by_layout(value: Any) -> None:
    digest = HASHER.digest(value)
    assert HASHER.digest(value.copy()) == digest
    assert HASHER.digest(np.asfortranarray(value).reshape(value.shape)) == digest
    padded = np.zeros([2 * side for side in value.shape], value.dtype)
    view = padded[tuple(slice(None, None, 2) for _ in value.shape)]
    view[...] = value
    assert HASHER.digest(view) == digest


@given(st.data(), ARRAYS)
def test_one_changed_bit_of_an_array_is_another_digest(data: st.DataObject, value: Any) -> None:
    assume(value.nbytes and value.dtype.itemsize not in {12, 16, 24, 32})
    changed = np.ascontiguousarray(value).copy()
    raw = changed.reshape(-1).view("u1")
    raw[data.draw(st.integers(0, raw.size - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert HASHER.digest(changed) != HASHER.digest(np.ascontiguousarray(value))


CELLS = st.sampled_from(
    [
        ("i8", st.integers(-5, 5)),
        ("f8", st.floats(allow_nan=False)),
        ("Int64", st.one_of(st.none(), st.integers(-5, 5))),
        ("str", st.one_of(st.none(), st.text(max_size=5))),
        ("object", st.one_of(st.none(), st.text(max_size=5), st.integers(), st.floats())),
        ("category", st.sampled_from(["a", "b", "c"])),
        ("boolean", st.one_of(st.none(), st.booleans())),
    ]
)


@given(st.data(), CELLS, st.integers(1, 6))
def test_one_changed_cell_of_a_frame_is_another_digest(
    data: st.DataObject, kind: Any, rows: int
) -> None:
    dtype, cells = kind
    if dtype == "category":
        dtype = pd.CategoricalDtype(["a", "b", "c"])
    column = data.draw(st.lists(cells, min_size=rows, max_size=rows))
    row = data.draw(st.integers(0, rows - 1))
    cell = data.draw(cells)
    assume(not is_same(column[row], cell))
    other = [*column[:row], cell, *column[row + 1 :]]
    one = pd.DataFrame({"a": pd.Series(column, dtype=dtype), "b": range(rows)})
    two = pd.DataFrame({"a": pd.Series(other, dtype=dtype), "b": range(rows)})
    assert HASHER.digest(one.copy()) == HASHER.digest(one) != HASHER.digest(two)


@pytest.mark.parametrize("nullable", [False, True])
@given(data=st.data())
def test_arrow_counts_by_value_and_not_by_chunks(data: st.DataObject, nullable: bool) -> None:
    kind, cells = data.draw(
        st.sampled_from(
            [
                (pa.int64(), st.integers(-9, 9)),
                (pa.string(), st.text(max_size=3)),
                (pa.bool_(), st.booleans()),
                (pa.list_(pa.int64()), st.lists(st.integers(0, 3))),
            ]
        )
    )
    cells = st.one_of(st.none(), cells) if nullable else cells
    values = data.draw(st.lists(cells, min_size=1, max_size=80))
    cut = data.draw(st.integers(0, len(values)))
    whole = pa.chunked_array([values], type=kind)
    parts = pa.chunked_array([values[:cut], values[cut:]], type=kind)
    assert HASHER.digest(whole) == HASHER.digest(parts)
    changed = [data.draw(cells), *values[1:]]
    assume(changed != values)
    assert HASHER.digest(pa.chunked_array([changed], type=kind)) != HASHER.digest(whole)


COLUMN_KINDS = ["f8", "i8", "f4", "bool", "M8[us]", "str", "object", "datetime64[ns, UTC]"]


@given(st.data(), st.lists(st.sampled_from(COLUMN_KINDS), max_size=8), st.integers(0, 3))
def test_frames_count_by_columns_and_not_by_blocks(
    data: st.DataObject, kinds: list[str], rows: int
) -> None:
    columns = {
        str(place): pd.Series(range(place, place + rows)).astype(kind)
        for place, kind in enumerate(kinds)
    }
    whole = pd.DataFrame(columns, index=range(rows))
    built = pd.DataFrame(index=range(rows))
    order = data.draw(st.permutations(list(columns)))
    for name in order:
        built[name] = columns[name]
    built = built[list(columns)]
    assert HASHER.digest(built) == HASHER.digest(whole) == HASHER.digest(whole.copy())
    if rows and kinds:
        row, name = data.draw(st.integers(0, rows - 1)), data.draw(st.sampled_from(order))
        others = whole.copy()
        others[name] = [others[name].iloc[(row + 1) % rows]] * rows
        assume(not others[name].equals(whole[name]))
        assert HASHER.digest(others) != HASHER.digest(whole)
        turned = whole[order]
        assert (HASHER.digest(turned) == HASHER.digest(whole)) == (order == list(columns))


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary()])
@given(data=st.data())
def test_texts_count_by_value_and_not_by_their_memory(data: st.DataObject, kind: Any) -> None:
    texts = data.draw(st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=12))
    values = [text if text is None or kind != pa.binary() else text.encode() for text in texts]
    array = pa.array(values, type=kind)
    digest = HASHER.digest(array)
    padded = pa.array([*values[:2], *values, *values[:1]], type=kind)
    start = len(values[:2])
    assert HASHER.digest(padded[start : start + len(values)]) == digest
    # What is hidden keeps its bytes: they are no part of the value.
    shown = pa.array([value is not None for value in values], type=pa.bool_())
    full = pa.array([values[0] if v is None and values else v for v in values], type=kind)
    _, offsets, content = full.buffers()
    hidden = pa.Array.from_buffers(
        kind, len(values), [shown.buffers()[1], offsets, content], null_count=-1
    )
    if values and values[0] is not None:
        assert HASHER.digest(hidden) == digest
    place = data.draw(st.integers(0, max(0, len(values) - 1)))
    changed = (
        [*values[:place], values[place][:1] * 4, *values[place + 1 :]]
        if values and values[place]
        else None
    )
    if changed:
        assert HASHER.digest(pa.array(changed, type=kind)) != digest
