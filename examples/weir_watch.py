"""Weir watch: an app of four pages, with a form, fragments that run every second, a dialog and an answer that streams in.

This file is the frame around the pages, which stand in `weir_watch_pages/`. What one page notes in `st.session_state`, the
others find there.
"""

import millstream as st

page = st.navigation(
    [
        st.Page("weir_watch_pages/levels.py", title="Levels", icon=":material/water:"),
        st.Page("weir_watch_pages/readings.py", title="Readings", icon=":material/edit_note:"),
        st.Page("weir_watch_pages/gates.py", title="Gates", icon=":material/door_sliding:"),
        st.Page("weir_watch_pages/questions.py", title="Questions", icon=":material/forum:"),
    ]
)

state = st.session_state
state.setdefault("readings", [])  # what people have read off: river, level in metres, who
state.setdefault("gates", {"Mill gate": 40, "Flood gate": 0, "Fish pass": 100})  # open, in per cent
state.setdefault("answers", [])  # questions with their answers

page.run()

is_open = [name for name, percent in state.gates.items() if percent > 0]
st.sidebar.caption(f"Readings: {len(state.readings)}, gates open: {len(is_open)}")
