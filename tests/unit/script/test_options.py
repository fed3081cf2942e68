"""Options of scripts take effect: each is set as an operator would, and an app is run."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from millstream.config import OPTIONS, Settings, process
from millstream.config.sources import Setting
from millstream.testing.v1 import AppTest


@pytest.fixture
def run() -> Iterator[Callable[..., AppTest]]:
    """Run a script with options: names with two underscores in place of the dot."""
    older = process.use(None)

    def run(source: str, **options: str) -> AppTest:
        given = {name.replace("__", "."): value for name, value in options.items()}
        parsed = {name: OPTIONS[name].parse(value, name) for name, value in given.items()}
        process.use(Settings({name: Setting(value, "") for name, value in parsed.items()}))
        return AppTest.from_string(source).run()

    yield run
    process.use(older)


# --- magic -------------------------------------------------------------------------------------------

MAGIC = """'of the script'
import streamlit as st
x = 3
x
def f():
    return 'called'
f()"""


@pytest.mark.parametrize(
    ("options", "written"),
    [
        ({}, ["3"]),
        ({"runner__magicEnabled": "false"}, []),
        ({"magic__displayRootDocString": "true"}, ["of the script", "3"]),
        ({"magic__displayLastExprIfNoSemicolon": "true"}, ["3", "called"]),
    ],
)
def test_the_options_of_magic_say_what_is_written(
    run, options: dict[str, str], written: list[str]
) -> None:
    assert [each.value.strip("`") for each in run(MAGIC, **options).markdown] == written


# --- client.showErrorDetails -------------------------------------------------------------------------

RAISES = "import streamlit as st\nst.text('before')\nraise ValueError('it stands still')"
BROKEN = "import streamlit as st\nname = 'the mill"


@pytest.mark.parametrize("source", [RAISES, BROKEN], ids=["raised", "syntax"])
@pytest.mark.parametrize(
    ("details", "has_message", "has_type", "has_place"),
    [
        ("full", True, True, True),
        ("stacktrace", False, True, True),
        ("type", False, True, False),
        ("none", False, False, False),
    ],
)
def test_users_see_as_much_of_an_error_as_the_option_says_and_the_terminal_all(
    run,
    capsys: pytest.CaptureFixture[str],
    source: str,
    details: str,
    has_message: bool,
    has_type: bool,
    has_place: bool,
) -> None:
    (shown,) = run(source, client__showErrorDetails=details).exception
    words = "it stands still" if source is RAISES else "unterminated string literal"
    assert (words in shown.message) is has_message
    assert (shown._element.type in {"ValueError", "SyntaxError"}) is has_type
    assert bool(shown.frames) is has_place
    assert words in capsys.readouterr().err


# --- the run and its state ---------------------------------------------------------------------------

UNPICKLED = "import streamlit as st\nst.session_state.f = lambda: 1\nst.session_state.n = 1"


def test_a_value_that_cannot_be_pickled_is_an_error_where_that_is_asked_for(run) -> None:
    assert not run(UNPICKLED).exception
    (shown,) = run(UNPICKLED, runner__enforceSerializableSessionState="true").exception
    assert "'f'" in shown.message or "`f`" in shown.message
    fine = "import streamlit as st\nst.session_state.n = {'a': [1]}"
    assert not run(fine, runner__enforceSerializableSessionState="true").exception


LEAVES_A_CYCLE = """
import sys
class Probe:
    def __init__(self):
        self.me = self
    def __del__(self):
        sys.probes.append(1)
Probe()
"""


@pytest.mark.parametrize(("asked", "collected"), [("true", 1), ("false", 0)])
def test_garbage_is_collected_after_a_run_where_that_is_asked_for(
    run, monkeypatch: pytest.MonkeyPatch, asked: str, collected: int
) -> None:
    monkeypatch.setattr(sys, "probes", [], raising=False)
    gc.disable()
    try:
        run(LEAVES_A_CYCLE, runner__postScriptGC=asked)
        assert len(sys.probes) == collected  # type: ignore[attr-defined]
    finally:
        gc.enable()
        gc.collect()


COMES_AND_GOES = """
import streamlit as st
if st.checkbox("show", value=True, key="show"):
    st.text_input("name", key="name")
st.text_input("own", key="own", persist_state="session")
"""


@pytest.mark.parametrize(("kept", "value"), [("none", ""), ("page", "ali"), ("session", "ali")])
def test_values_of_widgets_are_kept_as_the_option_says(run, kept: str, value: str) -> None:
    at = run(COMES_AND_GOES, runner__persistState=kept)
    at.text_input(key="name").input("ali").run()
    at.checkbox(key="show").uncheck().run()
    at.checkbox(key="show").check().run()
    assert at.text_input(key="name").value == value


# --- client.showSidebarNavigation --------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "titles"), [("true", ["app", "one"]), ("false", [])])
def test_the_pages_of_a_folder_are_listed_unless_the_option_says_no(
    run, tmp_path: Path, asked: str, titles: list[str]
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "app.py").write_text("import streamlit as st\nst.text('first')")
    (tmp_path / "pages" / "one.py").write_text("import streamlit as st\nst.text('one')")
    run("", client__showSidebarNavigation=asked)
    at = AppTest.from_file(str(tmp_path / "app.py")).run()
    sections = at._browser.session._around.navigation.sections
    assert [page.title for section in sections for page in section.pages] == titles
    assert at.switch_page("pages/one.py").run().text[0].value == "one"
