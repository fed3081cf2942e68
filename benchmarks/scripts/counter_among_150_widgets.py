"""The counter among 50 sliders, 50 text inputs and 50 select boxes of 100 options."""

import streamlit as st

OPTIONS = [f"option {i}" for i in range(100)]

st.session_state.setdefault("n", 0)
if st.button("more"):
    st.session_state.n += 1
st.text(f"n = {st.session_state.n}")
for i in range(50):
    st.slider(f"slider {i}", 0, 100, 50)
    st.text_input(f"text {i}")
    st.selectbox(f"select {i}", OPTIONS)
