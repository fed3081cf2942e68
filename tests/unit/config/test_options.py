"""The table of options: what Streamlit knows is in it, and each option has an effect or says why it has none."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from millstream.config import OPTIONS, Options, compose
from millstream.config.option import nearest
from millstream.config.table import SECTIONS

STREAMLIT = [
    line.split()
    for line in Path(__file__).with_name("streamlit_options.txt").read_text().splitlines()
]
"""The options of Streamlit 1.67: name, variable, and what else is to be known of them."""

OWN_SECTIONS = {"cache", "session"}
OWN = {"magic.displayInFunctions", "runner.persistState"}
DIFFERENT_DEFAULTS = {
    "runner.postScriptGC": False,
    "runner.cacheBackgroundRefreshTTLMultiplier": None,
    "server.runOnSave": True,
    "browser.gatherUsageStats": False,
}
"""Where we differ from Streamlit on purpose; docs/compatibility.md says why."""

USED = [option for option in OPTIONS.values() if not option.unused]
NO_FIELD = "session.theme"


@pytest.mark.parametrize("known", STREAMLIT, ids=lambda known: known[0])
def test_an_option_of_streamlit_is_known_with_its_variable_and_its_properties(
    known: list[str],
) -> None:
    name, variable, *marks = known
    option = OPTIONS[name]
    assert option.variable("STREAMLIT") == variable
    has = {"scriptable": option.scriptable, "hidden": option.hidden, "sensitive": option.sensitive}
    assert [mark for mark, is_set in has.items() if is_set] == marks


def test_all_other_options_are_our_own() -> None:
    others = set(OPTIONS) - {name for name, *_ in STREAMLIT}
    assert {name for name in others if OPTIONS[name].section not in OWN_SECTIONS} == OWN


@pytest.mark.parametrize(("name", "default"), DIFFERENT_DEFAULTS.items())
def test_a_default_that_differs_from_streamlits_is_as_documented(
    name: str, default: object
) -> None:
    assert OPTIONS[name].default is default


def test_no_two_options_have_the_same_variable_and_every_section_is_described() -> None:
    assert len({option.variable() for option in OPTIONS.values()}) == len(OPTIONS)
    assert {option.section for option in OPTIONS.values()} == set(SECTIONS)


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_fills_a_field_or_says_why_it_has_no_effect(name: str) -> None:
    option = OPTIONS[name]
    assert bool(option.field) != bool(option.unused)
    assert option.help.endswith(".") and (option.unused or ".").endswith(".")


@pytest.mark.parametrize("option", USED, ids=lambda option: option.name)
def test_a_value_arrives_in_the_field_that_it_is_for_and_nowhere_else(good, option) -> None:
    seen = []
    for value in good(option):
        composed = compose({option.name: option.parse(value, "")})
        part, _, field = option.field.partition(".")
        seen.append(getattr(getattr(composed, part), field))
        plain = dataclasses.replace(
            getattr(composed, part), **{field: getattr(getattr(Options(), part), field)}
        )
        assert dataclasses.replace(composed, **{part: plain}) == Options()
    assert seen[0] != seen[1]


def test_every_field_of_every_package_is_filled_by_one_option() -> None:
    fields = {
        f"{part.name}.{field.name}"
        for part in dataclasses.fields(Options)
        for field in dataclasses.fields(getattr(Options(), part.name))
    }
    filling = [option.field for option in USED if option.field != NO_FIELD]
    assert fields - {NO_FIELD} == set(filling) and len(set(filling)) == len(filling)


def test_a_default_that_scripts_are_told_is_that_of_the_field() -> None:
    for option in USED:
        if option.default is None or option.field == NO_FIELD or option.name == "server.port":
            continue
        part, _, field = option.field.partition(".")
        assert option.convert(option.default) == getattr(getattr(Options(), part), field)


def test_the_dataclasses_are_frozen() -> None:
    options = Options()
    for part in dataclasses.fields(Options):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(options, part.name, None)
        inner = getattr(options, part.name)
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(inner, dataclasses.fields(inner)[0].name, None)


def test_options_without_a_value_leave_the_defaults() -> None:
    assert compose(dict.fromkeys(OPTIONS)) == Options()


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("server.prt", "server.port"),
        ("Server.Port", "server.port"),
        ("toolbarMode", "client.toolbarMode"),
        ("server.toolbarMode", "client.toolbarMode"),
        ("something.else", None),
    ],
)
def test_the_nearest_name_is_suggested_where_one_is_near(
    written: str, suggested: str | None
) -> None:
    assert nearest(written, OPTIONS) == (f" Did you mean {suggested}?" if suggested else "")
