"""The select boxes narrow the chart and the tables."""

from pathlib import Path

import pandas as pd

from millstream.testing.v1 import AppTest

ROWS = pd.read_csv(Path(__file__).with_name("data") / "rivers.csv")


def test_all_rows_are_shown_at_first() -> None:
    at = AppTest.from_file("explorer.py").run()
    assert at.caption[0].value == "360 rows: Arle, Brenna, Coln, Dorne, Eyle, Fenn"
    assert len(at.dataframe[1].value) == len(ROWS) == 360
    assert at.dataframe[0].value.shape == (5, 6)


def test_a_river_narrows_the_table_to_its_rows() -> None:
    at = AppTest.from_file("explorer.py").run()
    at.selectbox(key="river").select("Coln").run()
    shown = at.dataframe[1].value
    assert shown.flow_m3s.tolist() == ROWS[ROWS.river == "Coln"].flow_m3s.tolist()
    assert at.caption[0].value == "60 rows: Coln"


def test_a_region_leaves_its_rivers_to_choose_from() -> None:
    at = AppTest.from_file("explorer.py").run()
    at.selectbox(key="river").select("Coln").run()
    at.selectbox(key="region").select("Coast").run()
    assert at.selectbox(key="river").options == ["All rivers", "Eyle", "Fenn"]
    assert at.selectbox(key="river").value == "All rivers"
    assert at.caption[0].value == "120 rows: Eyle, Fenn"


def test_the_measure_is_what_the_chart_shows() -> None:
    at = AppTest.from_file("explorer.py").run()
    assert "Flow, m³/s" in at.get("vega_lite_chart")[0].spec
    assert at.selectbox(key="measure").options[1] == "Rain, mm"
    at.selectbox(key="measure").select("rain_mm").run()
    assert "Rain, mm" in at.get("vega_lite_chart")[0].spec
    highest = ROWS[ROWS.river == "Arle"].groupby(ROWS.month.str[:4]).rain_mm.mean().round(1)
    assert at.dataframe[0].value.Arle.tolist() == highest.tolist()
