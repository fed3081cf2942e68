"""No leak: what you get from the cache is yours.

Each call of a function under `st.cache_data` gives a value of the caller's own. The button below spoils the value in place,
as programs do by mistake; the next run, and every other user, gets it as it was computed.
"""

import pandas as pd

import millstream as st


@st.cache_data
def mills() -> dict[str, object]:
    """Give a table and a list, which are both easy to spoil."""
    power = pd.DataFrame(
        {"kilowatts": [11.5, 7.2, 4.0]}, index=["overshot", "breastshot", "undershot"]
    )
    return {"power": power, "tags": ["measured", "checked"]}


st.title("No leak")

data = mills()
spoil = st.button("Spoil it in place", type="primary")
if spoil:
    data["power"].loc[:, "kilowatts"] = -1.0
    data["tags"].clear()

mine, cached = st.columns(2)
with mine:
    st.subheader("In this run", anchor=False)
    st.dataframe(data["power"])
    st.text(f"sum {data['power'].kilowatts.sum():.1f}, tags {data['tags']}")
with cached:
    st.subheader("From the cache", anchor=False)
    again = mills()
    st.dataframe(again["power"])
    st.text(f"sum {again['power'].kilowatts.sum():.1f}, tags {again['tags']}")
