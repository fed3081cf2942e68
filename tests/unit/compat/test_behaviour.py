"""What is seen of scripts, step by step, beside what Streamlit shows of the same scripts (`spec/behaviour`)."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from millstream.testing.v1 import AppTest

FOLDER = Path(__file__).parents[3] / "spec/behaviour"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("behaviour_record", FOLDER / "record.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


record = _load()
RECORDED = json.loads((FOLDER / "streamlit-1.67.json").read_text(encoding="utf-8"))
SCENARIOS = [(topic, name) for topic in record.TOPICS for name in record.scenarios(topic)[0]]


@pytest.mark.parametrize(("topic", "name"), SCENARIOS)
def test_scripts_show_what_streamlit_shows_but_where_it_is_said_otherwise(
    topic: str, name: str
) -> None:
    functions, differences = record.scenarios(topic)
    found = record.record(AppTest, functions[name])
    if name in differences:
        assert found != RECORDED[topic][name], f"nothing differs any more: {differences[name]}"
    else:
        assert found == RECORDED[topic][name]


def test_every_difference_is_in_the_documentation() -> None:
    text = (FOLDER.parents[1] / "docs/compatibility.md").read_text(encoding="utf-8")
    missing = [
        reason
        for topic in record.TOPICS
        for reason in record.scenarios(topic)[1].values()
        if reason not in text
    ]
    assert missing == []
