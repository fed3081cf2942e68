"""A mill on a stream: one page that shows what Millstream draws, and how little is computed again.

Change anything: the whole script runs, and only what depends on the change is computed and sent.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import millstream as st

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAYS_OF_A_MONTH = 30
GRAVITY = 9.81  # m/s²; with flow in m³/s and fall in m, power comes out in kW


@dataclass(frozen=True)
class Wheel:
    """A kind of water wheel: its efficiency, and the most water that it can take, in m³/s."""

    efficiency: float
    capacity: float


WHEELS = {
    "Overshot": Wheel(0.85, 1.2),
    "Breastshot": Wheel(0.65, 2.0),
    "Undershot": Wheel(0.35, 3.5),
}


@st.cache_data(show_spinner="Letting it rain")
def year_of_flow(mean_flow: float, seed: int) -> list[float]:
    """Simulate the flow of each day of a year, in m³/s: seasons, showers, and a stream that drains slowly."""
    chance = random.Random(seed)
    flow, days = mean_flow, []
    for day in range(len(MONTHS) * DAYS_OF_A_MONTH):
        season = 1 + 0.45 * math.cos(2 * math.pi * day / 360)
        shower = chance.expovariate(1.1) if chance.random() < 0.28 else 0.0
        flow = 0.9 * flow + 0.1 * mean_flow * season * (0.45 + 2.2 * shower)
        days.append(round(flow, 3))
    return days


def power(flow: float, fall: float, wheel: Wheel) -> float:
    """Give the power that a wheel makes of a flow, in kW."""
    return wheel.efficiency * GRAVITY * min(flow, wheel.capacity) * fall


def monthly(values: list[float]) -> list[float]:
    """Give the mean of each month."""
    starts = range(0, len(values), DAYS_OF_A_MONTH)
    return [round(sum(values[i : i + DAYS_OF_A_MONTH]) / DAYS_OF_A_MONTH, 2) for i in starts]


st.session_state.setdefault("runs", 0)
st.session_state.runs += 1

# --- the sidebar: everything that can be changed -------------------------------------------------

with st.sidebar:
    st.header("Your mill", anchor=False)
    name = st.text_input("Name", "Lower Mill", max_chars=40)
    kind = st.selectbox("Wheel", list(WHEELS)) or "Overshot"
    fall = st.slider("Fall of the water, m", 0.5, 6.0, 2.5, 0.1)
    mean_flow = st.slider("Mean flow, m³/s", 0.2, 4.0, 0.8, 0.1)
    weather = st.number_input("Weather", 1, 999, 7, help="A number gives the same weather again.")
    colour = st.color_picker("Colour of the charts", "#1a94a0")
    st.button("Run the script again", width="stretch")

wheel = WHEELS[kind]
started = perf_counter()
flow = year_of_flow(mean_flow, int(weather or 1))
milliseconds = 1000 * (perf_counter() - started)
kilowatts = [round(power(each, fall, wheel), 2) for each in flow]

# --- the page ------------------------------------------------------------------------------------

st.title(name or "A mill without a name", anchor=False)
st.markdown(
    "This page is a plain Python script. Change something in the sidebar: the script runs **from top to bottom**, "
    "the year of weather comes :green[from the cache], and only what is new is sent to your browser."
)

mean_power = sum(kilowatts) / len(kilowatts)
full = sum(each >= wheel.capacity for each in flow) / len(flow)
for column, label, value in zip(
    st.columns(3),
    ("Mean power", "In a year", "Households"),
    (f"{mean_power:.1f} kW", f"{mean_power * 8.76:,.0f} MWh", f"{mean_power * 8760 / 3500:.0f}"),
    strict=True,
):
    with column.container(border=True):
        st.caption(label)
        st.subheader(value, anchor=False)

st.progress(full, f"{full:.0%} of the days bring more water than the wheel can take")
if full > 0.5:
    st.warning("Most of the water goes past. A wheel that takes more would use it.", icon="🌊")
elif full == 0:
    st.info("The wheel never runs at its limit: a smaller one would do.", icon="💧")
else:
    st.success("Wheel and stream suit each other.", icon="⚙️")

st.line_chart(
    {"day": list(range(1, len(flow) + 1)), "Power, kW": kilowatts},
    x="day",
    y="Power, kW",
    color=colour,
    alt="The power of the mill on each day of the year",
)

left, right = st.columns(2, gap="large")
with left:
    st.subheader("Month by month", anchor=False)
    st.dataframe(
        {"month": MONTHS, "flow, m³/s": monthly(flow), "power, kW": monthly(kilowatts)},
        height="content",
        alt="Mean flow and power of each month",
    )
with right:
    st.subheader("Where the wheel is full", anchor=False)
    st.scatter_chart(
        {"Flow, m³/s": flow, "Power, kW": kilowatts},
        x="Flow, m³/s",
        y="Power, kW",
        color=colour,
        alt="Power over flow: a line that bends where the wheel can take no more",
    )

with st.expander("How it is calculated"):
    st.markdown("A wheel makes power of the water that falls through it:")
    st.markdown(r"$$P = \eta \, \rho \, g \, \min(Q, Q_{max}) \, h$$")
    st.markdown(
        f"""
| | meaning | here |
|---|---|---|
| $\\eta$ | efficiency | {wheel.efficiency:.0%} |
| $Q_{{max}}$ | most that the wheel takes | {wheel.capacity} m³/s |
| $h$ | fall of the water | {fall} m |
"""
    )
    st.json({"wheel": kind, "fall_m": fall, "mean_flow_m3s": mean_flow, "weather": weather})
with st.expander("The script"):
    st.code(Path(__file__).read_text(encoding="utf-8"), line_numbers=True)

st.divider()
st.caption(
    f"Run number {st.session_state.runs} of this session. The year of weather took {milliseconds:.1f} ms: "
    "choose a weather that you have seen before, and it takes next to none."
)
