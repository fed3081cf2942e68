"""Readings that people enter: nothing is noted before the form is submitted."""

import pandas as pd
from weir_watch_pages.rivers import DAM_METRES, RIVERS

import millstream as st

st.title("Readings")

with st.form("reading", clear_on_submit=True):
    left, right = st.columns(2)
    river = left.selectbox("River", list(RIVERS))
    metres = right.number_input("Level, m", 0.0, DAM_METRES, 1.5, step=0.05)
    who = st.text_input("Read by")
    if st.form_submit_button("Note it", type="primary"):
        if who:
            st.session_state.readings.append((river, metres, who))
        else:
            st.warning("Who has read it?")

if st.session_state.readings:
    table = pd.DataFrame(st.session_state.readings, columns=["River", "Level, m", "Read by"])
    st.dataframe(table, hide_index=True)
else:
    st.info("Nobody has read anything yet.")
