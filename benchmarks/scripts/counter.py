"""A button and a text."""

import streamlit as st

st.session_state.setdefault("n", 0)
if st.button("more"):
    st.session_state.n += 1
st.text(f"n = {st.session_state.n}")
