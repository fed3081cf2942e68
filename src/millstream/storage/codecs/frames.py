"""pandas objects as Arrow streams: columns, index, labels, names, attributes, all exactly.

The head describes the object: the blocks that pandas keeps its columns in, the axes, what is
attached. The cells are columns of Arrow streams, one stream for the columns of one length. NumPy
columns are written with their bits as they are and without nulls, so a missing value keeps its
kind, and are read as views of the stream. What has no place in Arrow is refused.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from millstream.storage.codecs import arrays, arrow, plain
from millstream.storage.codecs.encoded import Encoded, InexactError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import pandas as pd
    import pyarrow as pa

_MASKED: Final = {"IntegerArray", "FloatingArray", "BooleanArray"}
_MOMENTS: Final = {"DatetimeArray": "DatetimeIndex", "TimedeltaArray": "TimedeltaIndex"}
_PANDAS: Final = 3
# Labels up to that number are told in the head: a stream of their own costs more.
_SHORT: Final = 64
_TWO: Final = 2

Spec = tuple[Any, ...]
"""How one array or axis is put together, as plain data; its first item says which reader."""


def encode(value: pd.DataFrame | pd.Series[Any] | pd.Index[Any]) -> Encoded:
    """Return a frame, series or index as a description and Arrow streams.

    Raises
    ------
    InexactError
        Where a part has no exact form in Arrow: cells that are objects and no plain data, periods,
        intervals, complex numbers, classes that are not pandas' own.
    """
    pandas = sys.modules["pandas"]
    if int(pandas.__version__.partition(".")[0]) < _PANDAS:
        raise InexactError("blocks of an older pandas")
    writer = _Writer()
    kind = type(value)
    if kind is pandas.DataFrame:
        spec = writer.frame(value)
    elif kind is pandas.Series:
        spec = writer.series(value)
    else:
        spec = ("index", writer.axis(value))
    layouts, streams = writer.streams()
    return Encoded(plain.encode((spec, layouts)), streams)


def decode(head: bytes, buffers: Sequence[Any]) -> Any:
    """Return the pandas object over the memory of the streams."""
    spec, layouts = plain.decode(head)
    tables = {layout: _Stream(buffer) for layout, buffer in zip(layouts, buffers, strict=True)}
    return _Reader(tables).read(spec)


class _Writer:
    """Describe the parts of one object and collect their cells."""

    def __init__(self) -> None:
        # Columns whose chunks are equally long fit into one stream.
        self._columns: dict[tuple[int, ...], list[pa.ChunkedArray | pa.Array]] = {}

    def streams(self) -> tuple[list[tuple[int, ...]], list[Any]]:
        import pyarrow as pa

        written = [
            arrow.write_table(pa.table(columns, names=[str(i) for i in range(len(columns))]))
            for columns in self._columns.values()
        ]
        return list(self._columns), written

    def _add(self, column: pa.ChunkedArray | pa.Array) -> Spec:
        chunks = getattr(column, "chunks", None)
        layout = tuple(map(len, chunks)) if chunks is not None else (len(column),)
        same = self._columns.setdefault(layout, [])
        same.append(column)
        return (layout, len(same) - 1)

    def frame(self, value: pd.DataFrame) -> Spec:
        manager: Any = value._mgr
        blocks = [
            (self.values(block.values), [int(i) for i in block.mgr_locs.as_array])
            for block in manager.blocks
        ]
        labels, index = map(self.axis, manager.axes)
        return ("frame", blocks, labels, index, *_attached(value))

    def series(self, value: pd.Series[Any]) -> Spec:
        manager: Any = value._mgr
        cells = self.values(manager.blocks[0].values)
        return ("series", cells, self.axis(manager.axes[0]), value.name, *_attached(value))

    # --- Arrays ----------------------------------------------------------------------------

    def values(self, values: Any) -> Spec:
        """Describe the cells of a block or of an index."""
        kind = type(values)
        name = kind.__name__
        if (kind.__module__, name) == ("numpy", "ndarray"):
            return self.objects(values) if values.dtype.hasobject else self.numbers(values)
        if kind.__module__.partition(".")[0] != "pandas":
            raise InexactError(f"a column of type {kind.__qualname__}")
        if name in _MASKED:
            return ("masked", name, self.numbers(values._data), self.numbers(values._mask))
        if name in _MOMENTS:
            return self.moments(values)
        if name == "Categorical":
            codes = self.numbers(values._ndarray)
            return ("categorical", codes, self.axis(values.categories), bool(values.ordered))
        if name == "ArrowStringArray":
            missing = "nan" if values.dtype.na_value is not sys.modules["pandas"].NA else "NA"
            return ("string", missing, self._add(values._pa_array))
        if name == "ArrowExtensionArray":
            return ("arrow", self._add(values._pa_array))
        raise InexactError(f"a column of type {name}")

    def objects(self, cells: np.ndarray[Any, Any]) -> Spec:
        """Describe cells that are objects: immutable plain data only."""
        flat = cells.ravel().tolist()
        if not all(map(_is_immutable, flat)):
            raise InexactError("cells that are objects")
        return ("objects", cells.shape, flat)

    def numbers(self, cells: np.ndarray[Any, Any]) -> Spec:
        """Describe NumPy cells: a column, the columns of a block, or rows of a matrix."""
        name = arrays.dtype_name(cells.dtype)
        if cells.ndim == 1:
            return ("column", name, self._add(_bits(cells)))
        if cells.flags.f_contiguous and not cells.flags.c_contiguous:
            return ("matrix", name, cells.shape, self._add(_matrix(cells)))
        return ("block", name, cells.shape, [self._add(_bits(row)) for row in cells])

    def moments(self, values: Any) -> Spec:
        """Describe dates with times, or spans of time."""
        zone = getattr(values.dtype, "tz", None)
        return ("moments", type(values).__name__, zone, self.numbers(values._ndarray))

    # --- Axes ------------------------------------------------------------------------------

    def axis(self, axis: pd.Index[Any]) -> Spec:
        """Describe an index or labels."""
        index: Any = axis
        kind = type(index).__name__
        if kind == "RangeIndex":
            span = index._range
            return ("range", span.start, span.stop, span.step, index.name)
        if kind == "MultiIndex":
            levels = [self.axis(level) for level in index._levels]
            codes = [self.numbers(each) for each in index._codes]
            return ("multi", levels, codes, list(index.names), index.sortorder)
        short = _texts(index) if kind == "Index" and len(index) <= _SHORT else None
        if short is not None:
            return ("texts", short, index.name)
        if kind not in {"Index", "CategoricalIndex", *_MOMENTS.values()}:
            raise InexactError(f"an index of type {kind}")
        freq = _frequency(index) if kind in _MOMENTS.values() else None
        return ("axis", kind, self.values(index._data), index.name, freq)


def _texts(index: Any) -> list[str] | None:
    """Return an index as texts, ``None`` where it is not one of pandas' usual type of text."""
    pandas = sys.modules["pandas"]
    data = index._data
    if type(data).__name__ != "ArrowStringArray" or data.dtype.na_value is pandas.NA:
        return None
    texts = data._pa_array.to_pylist()
    # What is missing, and chunks as they are, have a place in a stream alone.
    is_whole = data._pa_array.num_chunks == 1 and None not in texts
    return texts if is_whole and data._pa_array.type == _text_type() else None


def _text_type() -> Any:
    import pyarrow as pa

    return pa.large_string()


def _attached(value: pd.DataFrame | pd.Series[Any]) -> tuple[Any, bool]:
    return value.attrs, value.flags.allows_duplicate_labels


def _frequency(index: Any) -> str | None:
    freq = index.freq
    text = None if freq is None else str(freq.freqstr)
    if text is not None and sys.modules["pandas"].tseries.frequencies.to_offset(text) != freq:
        raise InexactError(f"the frequency {freq!r}")
    return text


def _is_immutable(cell: Any) -> bool:
    kind = type(cell)
    if kind is tuple or kind is frozenset:
        return all(map(_is_immutable, cell))
    return kind not in {list, dict, set, bytearray}


def _arrow_type(dtype: np.dtype[Any]) -> pa.DataType:
    import pyarrow as pa

    if dtype.kind == "b":
        return pa.uint8()
    if dtype.kind not in "iufMm" or not dtype.isnative:
        raise InexactError(f"cells of type {dtype}")
    try:
        return pa.from_numpy_dtype(dtype)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        raise InexactError(f"cells of type {dtype}") from error


def _bits(cells: np.ndarray[Any, Any]) -> pa.Array:
    """Return NumPy cells as they are, without nulls, and without a copy if contiguous."""
    import numpy as np
    import pyarrow as pa

    kind = _arrow_type(cells.dtype)
    content = np.ascontiguousarray(cells).view("u1")
    return pa.Array.from_buffers(kind, len(cells), [None, pa.py_buffer(content)])


def _matrix(cells: np.ndarray[Any, Any]) -> pa.Array:
    """Return a block that lies row by row as one column of fixed-size lists."""
    import pyarrow as pa

    count, rows = cells.shape
    flat = _bits(cells.T.reshape(-1))
    kind = pa.list_(flat.type, count)
    return pa.Array.from_buffers(kind, rows, [None], children=[flat])


class _Stream:
    """One Arrow stream, of which arrays are made that are views."""

    def __init__(self, buffer: Any) -> None:
        import numpy as np

        self._table = arrow.read_table(buffer)
        self._memory = np.frombuffer(buffer, "u1")
        self._memory.setflags(write=False)

    def column(self, number: int) -> pa.ChunkedArray:
        return self._table.column(number)

    def start(self, number: int) -> int | None:
        """Return where the cells of a column begin in memory, ``None`` without cells."""
        column = self._table.column(number)
        if not column.num_chunks:
            return None
        chunk = column.chunk(0)
        buffers = [each for each in chunk.buffers() if each is not None]
        return int(buffers[-1].address) if buffers and len(chunk) else None

    def cells(
        self, dtype: np.dtype[Any], shape: tuple[int, ...], start: int | None, step: int = 0
    ) -> np.ndarray[Any, Any]:
        """Return a view of cells: of one column, or of columns that are ``step`` bytes apart."""
        import numpy as np

        if start is None:
            empty = np.empty(shape, dtype)
            empty.setflags(write=False)
            return empty
        offset = start - self._memory.ctypes.data
        strides = (step, dtype.itemsize) if len(shape) > 1 else None
        return np.ndarray(shape, dtype, self._memory.data, offset, strides)


class _Reader:
    """Put an object together from its description."""

    def __init__(self, streams: dict[tuple[int, ...], _Stream]) -> None:
        self._streams = streams

    def read(self, spec: Spec) -> Any:
        return _READERS[spec[0]](self, *spec[1:])

    def frame(self, blocks: list[Any], labels: Spec, index: Spec, *attached: Any) -> Any:
        import numpy as np
        import pandas as pd

        parts = [(self.read(cells), np.array(placement, np.intp)) for cells, placement in blocks]
        frame = pd.api.internals.create_dataframe_from_blocks(
            parts, index=self.read(index), columns=self.read(labels)
        )
        return _attach(frame, *attached)

    def series(self, cells: Spec, index: Spec, name: Any, *attached: Any) -> Any:
        import pandas as pd

        values = self.read(cells)
        dtype = object if cells[0] == "objects" else None
        series: Any = pd.Series(values, self.read(index), dtype, name=name, copy=False)
        return _attach(series, *attached)

    def column(self, name: str, place: Spec) -> Any:
        layout, number = place
        stream = self._streams[layout]
        return stream.cells(arrays.named_dtype(name), (sum(layout),), stream.start(number))

    def matrix(self, name: str, shape: tuple[int, int], place: Spec) -> Any:
        layout, number = place
        stream = self._streams[layout]
        count, rows = shape
        flat = stream.cells(arrays.named_dtype(name), (rows * count,), stream.start(number))
        return flat.reshape(rows, count).T

    def block(self, name: str, shape: tuple[int, int], places: list[Spec]) -> Any:
        import numpy as np

        dtype = arrays.named_dtype(name)
        if not places:
            return np.empty(shape, dtype)
        stream = self._streams[places[0][0]]
        # Columns of one length follow each other in a stream at one distance.
        numbers = [number for _, number in places]
        first, last = stream.start(numbers[0]), stream.start(numbers[-1])
        if first is None or last is None:
            return stream.cells(dtype, shape, None)
        step, rest = divmod(last - first, max(len(numbers) - 1, 1))
        if rest or (len(numbers) > _TWO and stream.start(numbers[1]) != first + step):
            return np.stack([self.column(name, place) for place in places])
        return stream.cells(dtype, shape, first, step or dtype.itemsize * shape[1])

    def objects(self, shape: tuple[int, ...], flat: list[Any]) -> Any:
        import numpy as np

        cells = np.empty(len(flat), object)
        cells[:] = flat
        cells.setflags(write=False)
        return cells.reshape(shape)

    def masked(self, kind: str, cells: Spec, mask: Spec) -> Any:
        import pandas as pd

        return getattr(pd.arrays, kind)(self.read(cells), self.read(mask), copy=False)

    def moments(self, kind: str, zone: Any, cells: Spec) -> Any:
        import pandas as pd

        values = self.read(cells)
        array: Any = getattr(pd.arrays, kind)
        dtype = values.dtype if zone is None else pd.DatetimeTZDtype(_unit(values.dtype), zone)
        return array._simple_new(values, dtype=dtype)

    def categorical(self, codes: Spec, categories: Spec, ordered: bool) -> Any:
        import pandas as pd

        dtype: Any = pd.CategoricalDtype(self.read(categories), ordered)
        return pd.Categorical.from_codes(self.read(codes), dtype=dtype, validate=False)

    def string(self, missing: str, place: Spec) -> Any:
        import pandas as pd

        layout, number = place
        na: Any = pd.NA if missing == "NA" else float("nan")
        dtype = pd.StringDtype("pyarrow", na)
        kind: Any = dtype.construct_array_type()
        return kind(self._streams[layout].column(number), dtype=dtype)

    def arrow(self, place: Spec) -> Any:
        import pandas as pd

        layout, number = place
        return pd.arrays.ArrowExtensionArray(self._streams[layout].column(number))

    def range(self, start: int, stop: int, step: int, name: Any) -> Any:
        import pandas as pd

        return pd.RangeIndex(start, stop, step, name=name)

    def multi(self, levels: list[Spec], codes: list[Spec], names: list[Any], order: Any) -> Any:
        import pandas as pd

        return pd.MultiIndex(
            [self.read(level) for level in levels],
            [self.read(each) for each in codes],
            names=names,
            sortorder=order,
            verify_integrity=False,
            copy=False,
        )

    def axis(self, kind: str, cells: Spec, name: Any, freq: str | None) -> Any:
        import pandas as pd

        values = self.read(cells)
        maker: Any = getattr(pd, kind)
        index = maker._simple_new(values, name=name)
        if freq is not None:
            index._freq = pd.tseries.frequencies.to_offset(freq)
        return index

    def texts(self, texts: list[str], name: Any) -> Any:
        import pandas as pd
        import pyarrow as pa

        dtype = pd.StringDtype("pyarrow", float("nan"))
        kind: Any = dtype.construct_array_type()
        cells = kind(pa.chunked_array([pa.array(texts, _text_type())]), dtype=dtype)
        maker: Any = pd.Index
        return maker._simple_new(cells, name=name)

    def index(self, axis: Spec) -> Any:
        return self.read(axis)


def _attach(value: Any, attrs: Any, allows_duplicate_labels: bool) -> Any:
    value.attrs = attrs
    if not allows_duplicate_labels:
        value.flags.allows_duplicate_labels = False
    return value


def _unit(dtype: np.dtype[Any]) -> Any:
    import numpy as np

    return np.datetime_data(dtype)[0]


_READERS: Final[dict[str, Callable[..., Any]]] = {
    name: getattr(_Reader, name)
    for name in (
        *("frame", "series", "index", "column", "matrix", "block", "objects", "masked"),
        *("moments", "categorical", "string", "arrow", "range", "multi", "axis", "texts"),
    )
}
