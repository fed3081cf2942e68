"""Tables, fetched from where a browser fetches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millstream.testing.elements.element import Element

if TYPE_CHECKING:
    import pandas as pd


class Dataframe(Element):
    """`st.dataframe`."""

    type = "dataframe"
    editing_mode = "read_only"

    @property
    def value(self) -> pd.DataFrame:
        """The table, with its index, as the browser reads it."""
        import pyarrow as pa

        with pa.ipc.open_stream(self._app.fetch(self._element.data)) as reader:
            frame: pd.DataFrame = reader.read_pandas()
        if count := self._element.index_columns:
            names = [name or None for name in frame.columns[:count]]
            frame.columns = [*range(count), *frame.columns[count:]]
            frame = frame.set_index(list(range(count)))
            frame.index.names = names
        return frame
