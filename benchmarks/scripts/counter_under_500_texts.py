"""The counter under 500 texts that never change."""

import streamlit as st

for i in range(500):
    st.text(f"line {i}")
st.session_state.setdefault("n", 0)
if st.button("more"):
    st.session_state.n += 1
st.text(f"n = {st.session_state.n}")
