"""Cached computation: slow once, then instant.

The function below takes two seconds. Its result is kept under what it depends on: the arguments and the code. Another
argument is computed anew, and so is the same one after you have edited the function and saved; undo either, and the earlier
result is there again.
"""

import os
import time

import millstream as st

DELAY_SECONDS = float(os.environ.get("DELAY_SECONDS", "2"))


@st.cache_data(show_spinner="Computing")
def product(a: int, b: int) -> int:
    """Multiply, slowly."""
    time.sleep(DELAY_SECONDS)
    return a * b


st.title("Cached computation")

left, right = st.columns(2)
a = left.number_input("a", 0, 99, 21, key="a")
b = right.number_input("b", 0, 99, 2, key="b")

started = time.perf_counter()
result = product(a, b)
seconds = time.perf_counter() - started

st.header(f"The result is {result}", anchor=False)
if seconds >= DELAY_SECONDS:
    st.info(f"Computed in {seconds:.1f} seconds")
else:
    st.success(f"From the cache in {1000 * seconds:.1f} milliseconds")
st.button("Run it again")
