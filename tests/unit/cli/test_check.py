"""What `millstream check` finds in a script without running it, and what it lets pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from millstream.cli import main
from millstream.cli.check import check_source
from millstream.cli.lint.widgets_in_loops import WIDGETS
from millstream.ui.names import PUBLIC


def found(body: str) -> list[tuple[int, str]]:
    """Give line and rule of what is found in a script."""
    return [(finding.line, finding.rule) for finding in check_source(body, "app.py")]


# --- widgets in loops --------------------------------------------------------------------------------

IMPORT = "import streamlit as st\n"


@pytest.mark.parametrize(
    "body",
    [
        "for i in range(3):\n    st.button('Go')",
        "for i in range(3):\n    st.button('Go', key='go')",
        "for i in range(3):\n    st.sidebar.button('Go')",
        "for i in range(3):\n    if i:\n        with st.container():\n            st.slider('How many?', 0, 5)",
        "while True:\n    st.text_input('Name')",
        "x = [st.checkbox('Yes') for _ in range(3)]",
        "x = {i: st.checkbox('Yes') for i in range(3)}",
        "for i in range(3):\n    for j in range(3):\n        st.button('Go', key='go')",
        "for column in st.columns(3):\n    column.button('Go')",
        "columns = st.columns(3)\nfor i in range(3):\n    columns[i].button('Go')",
        "left, right = st.columns(2)\nfor i in range(3):\n    left.button('Go')",
        "with st.expander('More') as more:\n    for i in range(3):\n        more.button('Go')",
        "def draw():\n    for i in range(3):\n        st.toggle('On')",
    ],
)
def test_a_widget_that_a_loop_repeats_with_nothing_to_tell_it_apart_is_found(body: str) -> None:
    lines = (IMPORT + body).split("\n")
    at = next(i for i, line in enumerate(lines, 1) if "('" in line and _has_widget(line))
    assert found(IMPORT + body) == [(at, "widget-in-loop")]


def _has_widget(line: str) -> bool:
    return any(f"{name}('" in line for name in WIDGETS)


@pytest.mark.parametrize(
    "body",
    [
        "for i in range(3):\n    st.button('Go', key=i)",
        "for i in range(3):\n    st.button('Go', key=f'go-{i}')",
        "for i in range(3):\n    st.button(f'Go to {i}')",
        "for name in names:\n    label = name.title()\n    st.button(label)",
        "for i in range(3):\n    st.button(**parameters[i])",
        "for i in range(3):\n    st.button('Go', key=uuid4().hex)",
        "for i in range(3):\n    st.text('Go')",
        "for i in range(3):\n    def draw():\n        st.button('Go')",
        "for name, column in zip(names, st.columns(3)):\n    column.button(name)",
        "while n < 3:\n    n += 1\n    st.button('Go', key=str(n))",
        "st.button('Go')",
        "for i in range(3):\n    other.button('Go')",
    ],
)
def test_a_widget_that_something_tells_apart_passes(body: str) -> None:
    assert found(IMPORT + body) == []


@pytest.mark.parametrize(
    ("imports", "call"),
    [
        ("import millstream as st", "st.button"),
        ("import streamlit", "streamlit.button"),
        ("from streamlit import button as b", "b"),
        ("from millstream import sidebar", "sidebar.button"),
    ],
)
def test_widgets_are_known_by_the_names_that_imports_give(imports: str, call: str) -> None:
    assert found(f"{imports}\nfor i in range(2):\n    {call}('Go')") == [(3, "widget-in-loop")]
    assert found(f"import other as st\nfor i in range(2):\n    {call}('Go')") == []


def test_the_message_says_what_to_write_instead() -> None:
    (finding,) = check_source(f"{IMPORT}for i in x:\n    st.sidebar.slider('a')", "app.py")
    assert str(finding) == (
        "app.py:3:5: st.sidebar.slider is drawn in each round of the loop with the same parameters and no key. Give it "
        'one: `key=f"slider-{i}"`. [widget-in-loop]'
    )


# --- arguments that cannot be hashed -----------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "@st.cache_data\ndef f(lock: threading.Lock): ...",
        "@st.cache_data(ttl=60)\ndef f(rows: 'Generator[int]'): ...",
        "@st.cache_resource\nasync def f(*, cursor: Cursor): ...",
        "@st.cache_data\ndef f(rows): ...\nf(row for row in rows)",
        "@st.cache_data\ndef f(a, lock): ...\nf(1, threading.Lock())",
        "@st.cache_data\ndef f(db): ...\nf(db=sqlite3.connect('x'))",
    ],
)
def test_an_argument_that_cannot_be_hashed_is_found(body: str) -> None:
    ((_, rule),) = found(IMPORT + body)
    assert rule == "unhashable-argument"


@pytest.mark.parametrize(
    "body",
    [
        "@st.cache_data\ndef f(_lock: threading.Lock): ...",
        "@st.cache_data(hash_funcs={Lock: id})\ndef f(lock: Lock): ...",
        "@st.cache_data(hash_funcs={'threading.Lock': id})\ndef f(lock: threading.Lock): ...",
        "@st.cache_data\ndef f(_db): ...\nf(sqlite3.connect('x'))",
        "@other\ndef f(lock: Lock): ...",
        "def f(lock: Lock): ...\nf(Lock())",
        "@st.cache_data\ndef f(rows: list[int], names: dict[str, int]): ...\nf([1], {'a': 1})",
    ],
)
def test_an_argument_that_can_be_hashed_or_is_left_out_passes(body: str) -> None:
    assert found(IMPORT + body) == []


# --- secrets in code ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "password = 'open-sesame'",
        "DB_PASSWORD: str = 'open-sesame'",
        "connect(api_key='a1b2c3d4e5')",
        "settings = {'secret': 'open-sesame'}",
        "settings['token'] = 'open-sesame'",
        "client.access_key = 'open-sesame'",
        "url = 'postgresql://ali:open-sesame@db.example/x'",
        "key = '-----BEGIN RSA PRIVATE KEY-----'",
        "x = 'AKIA" + "A" * 16 + "'",
        "x = 'ghp_" + "a" * 36 + "'",
    ],
)
def test_a_secret_in_code_is_found_and_not_repeated(body: str) -> None:
    ((line, rule),) = found(body)
    assert (line, rule) == (1, "secret-in-code")
    assert "sesame" not in check_source(body, "app.py")[0].message


@pytest.mark.parametrize(
    "body",
    [
        "password = st.secrets['password']",
        "password = os.environ['PASSWORD']",
        "password = 'your-password-here'",
        "password = '********'",
        "password = ''",
        "st.text_input('Password', type='password')",
        "token = 'please type your token'",
        "url = 'postgresql://ali@db.example/x'",
        "url = 'postgresql://{user}:{password}@db.example'",
        "monkey = 'open-sesame'",
    ],
)
def test_what_only_speaks_of_secrets_passes(body: str) -> None:
    assert found(body) == []


# --- the command -------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["x = (\n", "x = '\0'"])
def test_a_script_that_is_no_python_is_a_finding(source: str) -> None:
    assert [rule for _, rule in found(source)] == ["syntax"]


def test_a_folder_is_looked_through_without_what_is_hidden_or_installed(tmp_path: Path) -> None:
    for name in ("app.py", "pages/one.py", ".venv/lib.py", "node_modules/x.py", "notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("password = 'open-sesame'\n")
    answer = CliRunner().invoke(main, ["check", str(tmp_path), "--json"])
    assert answer.exit_code == 1
    findings = json.loads(answer.output)
    assert [Path(each["path"]).name for each in findings] == ["app.py", "one.py"]
    assert findings[0]["line"] == 1 and findings[0]["rule"] == "secret-in-code"


def test_a_script_without_mistakes_is_praised_and_the_status_is_0(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(f"{IMPORT}st.text('hello')\n")
    answer = CliRunner().invoke(main, ["check", str(tmp_path / "app.py")])
    assert (answer.exit_code, answer.output) == (0, "No mistakes found.\n")


def test_mistakes_are_counted(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("password = 'open-sesame'\ntoken = 'open-sesame'\n")
    answer = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert answer.output.endswith("\n2 mistakes found.\n") and answer.exit_code == 1


def test_every_widget_that_there_is_is_known() -> None:
    inputs = {name for name, place in PUBLIC.items() if _is_widget(place, name)}
    assert inputs <= WIDGETS


def _is_widget(module: str, name: str) -> bool:
    from importlib import import_module
    from inspect import Parameter, signature

    found = getattr(import_module(module), name)
    parameters = signature(found).parameters if callable(found) else {}
    return {"key", "on_change", "disabled"} <= set(parameters) and parameters[
        "key"
    ].kind is not Parameter.VAR_KEYWORD
