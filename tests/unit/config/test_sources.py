"""Where options are written, which place counts, and what is said of a name or a value that is wrong."""

from __future__ import annotations

import pytest

from millstream.config import OPTIONS, OptionError

PLACES = (
    "home, .streamlit", "home, .millstream", "current folder, .streamlit", "current folder, .millstream",
    "script's folder, .streamlit", "script's folder, .millstream", "STREAMLIT_*", "MILLSTREAM_*", "flags",
)  # fmt: skip
ANY_TEXT = {"text", 'a list such as ["a", "b"], or text with commas'}
"""What every text is, so that variables and flags cannot be wrong."""


@pytest.mark.parametrize("stronger", range(1, len(PLACES)), ids=lambda i: PLACES[i])
def test_of_two_places_the_nearer_one_counts_for_every_option(machine, good, stronger: int) -> None:
    below, above = machine.places[stronger - 1], machine.places[stronger]
    options = [option for option in OPTIONS.values() if option.name != "theme.base"]
    machine.put(below, {option.name: good(option)[0] for option in options})
    machine.put(above, {option.name: good(option)[1] for option in options})
    settings = machine.load()
    for option in options:
        weak, strong = (option.parse(value, "") for value in good(option))
        assert weak != strong
        assert settings.get(option.name) == (list(strong) if isinstance(strong, tuple) else strong)
        assert settings.origin(option.name) == machine.origin(above, option)


@pytest.mark.parametrize("name", OPTIONS)
def test_a_value_that_an_option_cannot_have_is_one_line_that_says_what_it_can(
    machine, bad, text, name: str
) -> None:
    option = OPTIONS[name]
    wrong = bad(option)
    file, *others = machine.places[2], "STREAMLIT", "MILLSTREAM", "flags"
    for place in (file, *(() if option.kind.words in ANY_TEXT else others)):
        machine.environ, machine.flags = {}, {}
        machine.put(file, {})
        machine.put(place, {name: wrong})
        with pytest.raises(OptionError) as caught:
            machine.load()
        where = machine.origin(place, option)
        subject = f"{name} in {where}" if place == file else where
        shown = repr(wrong if place == file else text(wrong))
        if option.sensitive:
            shown = "a text that is not shown"
        assert str(caught.value) == f"{subject} is {shown}, but has to be {option.kind.words}."


def test_a_value_of_every_option_is_the_same_in_text_and_in_toml(good, text) -> None:
    for option in OPTIONS.values():
        for value in good(option):
            assert option.parse(text(value), "") == option.parse(value, "")


# --- names that are none ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("[server]\nprt = 1", "sets server.prt, which is no option. Did you mean server.port?"),
        ("[sever]\nport = 1", "sets sever.port, which is no option. Did you mean server.port?"),
        ("[server]\nPORT = 1", "sets server.PORT, which is no option. Did you mean server.port?"),
        (
            "[browser]\nport = 1",
            "sets browser.port, which is no option. Did you mean browser.serverPort?",
        ),
        ("port = 1", "sets port, which is no option. Did you mean server.port?"),
        ("server = 1", "sets server, which is a section: write its options below `[server]`."),
        (
            "[server.port]\nnumber = 1",
            "sets server.port.number, which is no option. Did you mean server.port?",
        ),
        ("[mapbox]\ntoken = 1", "sets mapbox.token, which is no option."),
        (
            "[theme.dark]\nprimryColor = 1",
            "sets theme.dark.primryColor, which is no option. Did you mean theme.dark.primaryColor?",
        ),
    ],
)
def test_a_name_in_a_file_that_is_no_option_is_one_line_with_the_nearest_name(
    machine, logged, written: str, line: str
) -> None:
    path = machine.write("current/.millstream/config.toml", written)
    assert machine.load().get("server.port") == 8501
    assert logged() == [f"{path} {line}"]


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("MILLSTREAM_SERVER_PRT", " Did you mean MILLSTREAM_SERVER_PORT?"),
        ("STREAMLIT_SERVER_PRT", " Did you mean STREAMLIT_SERVER_PORT?"),
        ("STREAMLIT_THEME_NOTHING_LIKE_IT", ""),
    ],
)
def test_a_variable_that_is_no_option_is_one_line_with_the_nearest_name(
    machine, logged, variable: str, hint: str
) -> None:
    machine.environ[variable] = "1"
    machine.load()
    assert logged() == [f"The environment variable {variable} is no option.{hint}"]


@pytest.mark.parametrize(
    "variable",
    ["MILLSTREAM_SECRET", "MILLSTREAM_SECRETS__TOKEN", "MILLSTREAM_PROFILE", "STREAMLIT_CLOUD"],
)
def test_variables_that_are_not_meant_as_options_are_passed_over(
    machine, logged, variable: str
) -> None:
    machine.environ[variable] = "1"
    machine.load()
    assert logged() == []


def test_a_flag_that_is_no_option_is_refused(machine) -> None:
    machine.flags["server.prt"] = "1"
    with pytest.raises(
        OptionError, match=r"^--server\.prt is no option\. Did you mean server\.port"
    ):
        machine.load()


# --- files that cannot be read -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[server\n", "is not TOML: Expected"),
        (b"x = '\xff'", "is not TOML: it is not UTF-8 text."),
    ],
)
def test_a_file_that_is_not_toml_is_named(machine, content: bytes, says: str) -> None:
    path = machine.write("home/.streamlit/config.toml", "")
    path.write_bytes(content)
    with pytest.raises(OptionError) as caught:
        machine.load()
    assert str(caught.value).startswith(f"{path} {says}")
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(machine) -> None:
    path = machine.write("home/.streamlit/config.toml", "")
    path.unlink()
    path.symlink_to(path)
    with pytest.raises(OptionError, match=r"config\.toml cannot be read: "):
        machine.load()
