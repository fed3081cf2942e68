"""Run counter: what a session remembers.

A script starts from nothing on each run, and `st.session_state` is what it finds again. Every session has its own: open the
page in a second tab, and that tab counts for itself.
"""

import millstream as st

st.title("Run counter")

st.session_state.setdefault("runs", 0)
st.session_state.runs += 1

st.header(f"Run number {st.session_state.runs}", anchor=False)
st.button("Run it again", type="primary")
st.caption("Open this page in a second tab: it counts for itself.")
