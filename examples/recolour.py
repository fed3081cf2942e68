"""Recolour: data that stays while its look changes.

Random points are drawn once for each session and kept in its state. Choosing a colour runs the script again, and the points
stay where they are. Without the state, each choice of a colour would move them all.
"""

import numpy as np
import pandas as pd

import millstream as st

POINTS = 150


def random_points() -> pd.DataFrame:
    """Draw points around a line."""
    rng = np.random.default_rng()
    rain = rng.gamma(4.0, 12.0, POINTS)
    flow = 0.6 + 0.045 * rain + rng.normal(0.0, 0.45, POINTS)
    return pd.DataFrame({"rain": rain.round(1), "flow": flow.clip(min=0).round(2)})


st.title("Recolour")

if "points" not in st.session_state:
    st.session_state.points = random_points()

controls, chart = st.columns([1, 3])
with controls:
    colour = st.color_picker("Colour of the points", "#1a94a0", key="colour")
    if st.button("Draw new points"):
        st.session_state.points = random_points()
with chart:
    st.scatter_chart(
        st.session_state.points,
        x="rain",
        y="flow",
        x_label="Rain in a month, mm",
        y_label="Flow, m³/s",
        color=colour,
    )

first = st.session_state.points.iloc[0]
st.caption(f"The first point is at {first.rain} mm and {first.flow} m³/s.")
