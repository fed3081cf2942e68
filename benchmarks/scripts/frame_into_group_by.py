"""A cached frame of about 170 MB passed to a cached group-by."""

import numpy as np
import pandas as pd
import streamlit as st


@st.cache_data
def load() -> pd.DataFrame:
    numbers = np.random.default_rng(1)
    values = numbers.normal(size=(2_125_000, 9))
    return pd.DataFrame(values, columns=list("abcdefghi")).assign(
        group=numbers.integers(0, 50, len(values))
    )


@st.cache_data
def means(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.groupby("group").mean()


st.session_state.setdefault("n", 0)
if st.button("more"):
    st.session_state.n += 1
shown = means(load())
st.text(f"n = {st.session_state.n}: {shown.iat[st.session_state.n % 50, 0]:.6f}")
