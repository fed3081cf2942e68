"""One cell of a cached frame of about 170 MB."""

import numpy as np
import pandas as pd
import streamlit as st


@st.cache_data
def load() -> pd.DataFrame:
    values = np.random.default_rng(1).normal(size=(2_125_000, 10))
    return pd.DataFrame(values, columns=list("abcdefghij"))


st.session_state.setdefault("n", 0)
if st.button("more"):
    st.session_state.n += 1
frame = load()
st.text(f"n = {st.session_state.n}: {frame.iat[st.session_state.n, 0]:.6f}")
