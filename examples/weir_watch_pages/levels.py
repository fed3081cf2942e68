"""The levels of now: two instruments are asked at the same time, again every second."""

import time
from collections import deque

import pandas as pd
from weir_watch_pages.rivers import DAM_METRES, RIVERS, level

import millstream as st


@st.fragment(run_every=1, parallel=True)
def gauge(river: str) -> None:
    """Show the level of a river, and how it was during the last minute."""
    past = st.session_state.setdefault(f"past of {river}", deque(maxlen=60))
    now = time.time()
    metres = level(river, now)
    past.append((now, metres))
    with st.container(border=True):
        st.subheader(f"{river}: {metres:.2f} m", anchor=False)
        st.progress(metres / DAM_METRES, f"of {DAM_METRES:g} m, the height of the dam")
        seconds = [at - now for at, _ in past]
        chart = pd.DataFrame({"seconds": seconds, "metres": [each for _, each in past]})
        st.line_chart(chart, x="seconds", y="metres", height=220)


st.title("Levels")
for column, name in zip(st.columns(len(RIVERS)), RIVERS, strict=True):
    with column:
        gauge(name)
