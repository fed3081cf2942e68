"""Shared slider: one computation for all users.

Results of `st.cache_data` belong to the server, not to a session. Move the slider in one browser; when another browser
moves its own slider to the same place, the answer is already there. The log of what was computed is a resource: one object
that all sessions share.
"""

import os
import time

import millstream as st

DELAY_SECONDS = float(os.environ.get("DELAY_SECONDS", "2"))


@st.cache_resource
def computed() -> list[int]:
    """Give the log of all computations since the server started."""
    return []


@st.cache_data(show_spinner="Computing")
def collatz_steps(x: int) -> int:
    """Count the steps from `x` to 1: halve what is even, triple what is odd and add one."""
    time.sleep(DELAY_SECONDS)
    computed().append(x)
    number, steps = x, 0
    while number != 1:
        number = 3 * number + 1 if number % 2 else number // 2
        steps += 1
    return steps


st.title("Shared slider")

x = st.slider("x", 1, 30, 27, key="x")
st.header(f"{x} takes {collatz_steps(x)} steps", anchor=False)
st.write(
    f"The server has computed {len(computed())} of 30 answers, each of them once, for everybody."
)
