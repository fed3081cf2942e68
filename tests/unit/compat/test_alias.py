"""`import streamlit` gives Millstream where that was asked for, and Streamlit again afterwards."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from threading import Barrier, Thread

import pytest

import millstream
from millstream import compat


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install something that is called streamlit."""
    package = tmp_path / "streamlit"
    package.mkdir()
    (package / "__init__.py").write_text("original = True\n")
    (package / "errors.py").write_text("original = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [each for each in sys.modules if each.partition(".")[0] == "streamlit"]:
        del sys.modules[name]


def test_the_package_and_its_modules_are_ours() -> None:
    with compat.alias():
        import streamlit
        import streamlit.errors
        from streamlit.delta_generator import DeltaGenerator
        from streamlit.testing.v1 import AppTest

    from millstream.testing.v1 import AppTest as OurTest
    from millstream.ui.delta_generator import DeltaGenerator as OurPlace

    assert streamlit is millstream
    assert streamlit.errors is millstream.errors
    assert (AppTest, DeltaGenerator) == (OurTest, OurPlace)


def test_a_module_knows_itself_by_its_own_name() -> None:
    with compat.alias():
        import streamlit.errors as errors
    assert errors.__name__ == errors.__spec__.name == "millstream.errors"


def test_the_run_can_be_ended_and_asked_for_by_streamlits_names() -> None:
    from millstream.script.control import RerunException as OurRerun
    from millstream.script.control import StopException as OurStop

    with compat.alias():
        from streamlit.runtime import exists
        from streamlit.runtime.scriptrunner import (
            RerunException,
            StopException,
            get_script_run_ctx,
        )
    assert (RerunException, StopException) == (OurRerun, OurStop)
    assert get_script_run_ctx() is None and exists() is False


def test_libraries_find_the_run_where_they_look_for_it() -> None:
    with compat.alias():
        from streamlit.runtime import scriptrunner
        from streamlit.runtime.scriptrunner_utils import exceptions, script_run_context
    assert script_run_context.get_script_run_ctx is scriptrunner.get_script_run_ctx
    assert script_run_context.add_script_run_ctx is scriptrunner.add_script_run_ctx
    assert exceptions.StopException is scriptrunner.StopException
    assert exceptions.RerunException is scriptrunner.RerunException


@pytest.mark.parametrize("name", ["streamlit.no_such_module", "streamlit.runtime.no_such_module"])
def test_a_module_that_we_lack_is_said_to_be_missing_under_the_name_that_was_asked_for(
    name: str,
) -> None:
    with compat.alias(), pytest.raises(ModuleNotFoundError, match=f"'{re.escape(name)}'") as error:
        import_module(name)
    assert error.value.name == name


def test_nothing_is_left_when_the_block_ends() -> None:
    finders = list(sys.meta_path)
    with compat.alias():
        import streamlit
    assert not [name for name in sys.modules if name.startswith("streamlit")]
    assert sys.meta_path == finders
    assert streamlit is millstream


@pytest.mark.usefixtures("installed")
def test_an_installed_streamlit_is_not_imported_inside_the_block() -> None:
    with compat.alias():
        import streamlit
        import streamlit.errors
    assert not hasattr(streamlit, "original")
    assert not hasattr(streamlit.errors, "original")


@pytest.mark.usefixtures("installed")
def test_a_streamlit_that_is_imported_comes_back_as_it_was() -> None:
    import streamlit.errors

    theirs, errors = streamlit, streamlit.errors
    with compat.alias():
        import streamlit

        assert streamlit is millstream
    import streamlit

    assert streamlit is theirs and streamlit.original
    assert sys.modules["streamlit.errors"] is errors


@pytest.mark.usefixtures("installed")
def test_the_alias_holds_until_the_last_of_several_blocks_ends() -> None:
    with compat.alias():
        with compat.alias():
            import streamlit
        import streamlit

        assert streamlit is millstream
    import streamlit

    assert streamlit.original


@pytest.mark.usefixtures("installed")
def test_blocks_in_several_threads_do_not_end_each_other() -> None:
    seen = []
    barrier = Barrier(4)

    def use() -> None:
        barrier.wait()
        for _ in range(50):
            with compat.alias():
                import streamlit

                seen.append(streamlit is millstream)

    threads = [Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    import streamlit

    assert seen == [True] * 200 and streamlit.original


def python(program: str, folder: Path) -> str:
    """Run a program that can import the streamlit in a folder; give what it prints."""
    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return answer.stdout.strip()


def test_a_program_that_uses_millstream_keeps_its_streamlit(installed: Path) -> None:
    program = (
        "import millstream as st, millstream.testing.v1, millstream.compat; st.text('hello');"
        "import streamlit; print(streamlit.original)"
    )
    assert python(program, installed) == "True"


def test_a_whole_process_can_ask_for_millstream(installed: Path) -> None:
    program = (
        "import streamlit; from millstream import compat; compat.install();"
        "import streamlit; print(streamlit.__name__)"
    )
    assert python(program, installed) == "millstream"


def test_an_app_under_test_gets_millstream_and_the_test_keeps_its_streamlit(
    installed: Path,
) -> None:
    program = (
        "import streamlit; from millstream.testing.v1 import AppTest;"
        "at = AppTest.from_string('import streamlit as st; st.text(st.__name__)').run();"
        "import streamlit as after;"
        "print(at.text[0].value, after is streamlit, streamlit.original)"
    )
    assert python(program, installed) == "millstream True True"


def test_the_package_of_pages_leaves_the_function_of_its_name_alone() -> None:
    with compat.alias():
        import streamlit
        from streamlit.navigation.page import StreamlitPage

        assert isinstance(streamlit.Page(lambda: None, title="x", url_path="x"), StreamlitPage)
        assert streamlit.navigation([print]).title == "print"
    assert "streamlit.navigation" not in sys.modules
