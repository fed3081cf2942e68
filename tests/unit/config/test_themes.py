"""Themes in files of their own."""

from __future__ import annotations

import pytest

from millstream.config import OptionError

BASE = """
[theme]
base = "dark"
primaryColor = "#0b6e75"
font = "serif"
[theme.sidebar]
primaryColor = "#d97a1f"
[theme.dark.sidebar]
textColor = "#ffffff"
"""


def test_a_theme_of_a_file_is_below_what_was_set(machine) -> None:
    path = machine.write("current/corporate.toml", BASE)
    machine.put("flags", {"theme.base": "corporate.toml", "theme.font": "monospace"})
    settings = machine.load()
    assert settings.options.session.theme == {
        "base": "dark",
        "primaryColor": "#0b6e75",
        "font": "monospace",
        "sidebar.primaryColor": "#d97a1f",
        "dark.sidebar.textColor": "#ffffff",
    }
    assert settings.origin("theme.primaryColor") == str(path)
    assert settings.origin("theme.font") == "--theme.font"


def test_a_theme_without_a_base_of_its_own_has_none(machine) -> None:
    machine.write("current/corporate.toml", '[theme]\nfont = "serif"')
    machine.put("flags", {"theme.base": "corporate.toml"})
    assert machine.load().options.session.theme == {"font": "serif"}


@pytest.mark.parametrize("base", ["light", "dark"])
def test_the_two_bases_are_no_files(machine, base: str) -> None:
    machine.put("flags", {"theme.base": base})
    assert machine.load().options.session.theme == {"base": base}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "has to be light, dark or the path of a TOML file on this machine."),
        ("[theme\n", "corporate.toml is not TOML"),
        ('[theme]\nbase = "other.toml"', "but there has to be light or dark."),
        ("[theme]\nfnt = 1", "corporate.toml is no option of a theme. Did you mean theme.font?"),
        ('[theme]\nprimaryColor = "reddish"', "but has to be a colour such as"),
        ("[server]\nport = 1", "server"),
    ],
)
def test_a_theme_that_cannot_be_used_is_named_with_what_is_wrong(
    machine, content: str | None, says: str
) -> None:
    if content is not None:
        machine.write("current/corporate.toml", content)
    machine.put("flags", {"theme.base": "corporate.toml"})
    with pytest.raises(Exception, match="corporate") as caught:
        machine.load()
    assert says in str(caught.value)
    if content != "[server]\nport = 1":
        assert "\n" not in str(caught.value)


def test_a_theme_that_cannot_be_used_is_a_mistake_of_the_operator(machine) -> None:
    machine.put("flags", {"theme.base": "https://evil.example/theme.toml"})
    with pytest.raises(OptionError, match=r"^theme\.base is 'https://evil"):
        machine.load()
