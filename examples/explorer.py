"""Data explorer: a table, narrowed by select boxes, as a chart and as rows.

`data/rivers.csv` has six rivers over five years, month by month. It was generated, with seasons, wet and dry years and the
size of each catchment, so it is free to use.
"""

from pathlib import Path

import pandas as pd

import millstream as st

MEASURES = {
    "flow_m3s": "Flow, m³/s",
    "rain_mm": "Rain, mm",
    "temperature_c": "Temperature of the water, °C",
}
ALL = "All rivers"


@st.cache_data
def load(path: Path) -> pd.DataFrame:
    """Read the table."""
    return pd.read_csv(path, parse_dates=["month"])


rivers = load(Path(__file__).with_name("data") / "rivers.csv")

st.title("Rivers")

left, middle, right = st.columns(3)
region = left.selectbox("Region", ["All regions", *sorted(rivers.region.unique())], key="region")
if region != "All regions":
    rivers = rivers[rivers.region == region]
river = middle.selectbox("River", [ALL, *sorted(rivers.river.unique())], key="river")
measure = right.selectbox("Measure", list(MEASURES), format_func=MEASURES.get, key="measure")
if river != ALL:
    rivers = rivers[rivers.river == river]

by_month = rivers.pivot_table(index="month", columns="river", values=measure)
st.line_chart(by_month, y_label=MEASURES[measure])

yearly = rivers.groupby([rivers.month.dt.year, "river"])[measure].mean().unstack().round(1)
yearly.index.name = "year"

st.caption(f"{len(rivers)} rows: {', '.join(sorted(rivers.river.unique()))}")
with st.expander("Mean of each year"):
    st.dataframe(yearly)
st.dataframe(rivers.assign(month=rivers.month.dt.strftime("%Y-%m")), hide_index=True)
