"""The levels of now: two instruments are asked at the same time, again every second."""

import time

import pandas as pd
from weir_watch_pages.rivers import DAM_METRES, RIVERS, last_minute

import millstream as st


@st.fragment(run_every=1, parallel=True)
def gauge(river: str) -> None:
    """Show the level of a river, and how it was during the last minute."""
    levels = last_minute(river, time.time())
    with st.container(border=True):
        st.subheader(f"{river}: {levels[-1]:.2f} m", anchor=False)
        st.progress(levels[-1] / DAM_METRES, f"of {DAM_METRES:g} m, the height of the dam")
        chart = pd.DataFrame({"seconds": range(-60, 1), "metres": levels})
        st.line_chart(chart, x="seconds", y="metres", height=220)


st.title("Levels")
for column, name in zip(st.columns(len(RIVERS)), RIVERS, strict=True):
    with column:
        gauge(name)
