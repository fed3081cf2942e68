"""Runs as the page shows them: errors, saves, stops, and nothing that flickers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

Open = Callable[..., Any]

RECORD = """() => {
  window.log = [];
  const texts = nodes => [...nodes].map(node => node.textContent.trim()).filter(Boolean);
  const place = document.querySelector('[data-testid=stMainBlockContainer]');
  new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === 'characterData') window.log.push('~ ' + change.target.data);
      for (const text of texts(change.removedNodes)) window.log.push('- ' + text);
      for (const text of texts(change.addedNodes)) window.log.push('+ ' + text);
    }
    if (!place.textContent.includes('always')) window.log.push('the page was empty');
  }).observe(place, { childList: true, characterData: true, subtree: true });
}"""
"""Writes down what appears (+), disappears (-) or is rewritten (~) in the page."""


# --- errors ------------------------------------------------------------------------------------------


def test_an_exception_shows_the_users_own_lines_and_the_app_goes_on(
    serve: Open, visit: Open
) -> None:
    source = (
        "import json\nimport millstream as st\n\n"
        "def read(text):\n    return json.loads(text)\n\n"
        "st.title('App')\n"
        "if st.checkbox('Break it'):\n    read('no json')\n"
        "st.text('fine')\n"
    )
    tab = visit(serve(source).url)
    tab.page.get_by_text("Break it", exact=True).click()
    shown = tab.find("stException")
    expect(shown).to_contain_text("json.decoder.JSONDecodeError")
    expect(tab.find("stExceptionMessage")).to_contain_text("Expecting value")
    expect(shown).to_contain_text("return json.loads(text)")
    expect(shown).to_contain_text("app.py")
    text = shown.inner_text()
    assert "site-packages" not in text and "millstream/script" not in text
    assert "raw_decode" not in text
    expect(tab.page.get_by_text("fine", exact=True)).to_have_count(0)
    tab.page.get_by_text("Break it", exact=True).click()
    tab.expect_text("fine")
    expect(shown).to_have_count(0)


def test_a_syntax_error_is_shown_and_gone_once_it_is_mended(serve: Open, visit: Open) -> None:
    server = serve("import millstream as st; st.text('whole')")
    tab = visit(server.url)
    tab.expect_text("whole")
    server.script.write_text("import millstream as st; st.text('whole'", encoding="utf-8")
    expect(tab.find("stException")).to_contain_text("SyntaxError")
    expect(tab.find("stApp")).to_have_attribute("data-test-script-state", "compilationError")
    server.script.write_text("import millstream as st; st.text('mended')", encoding="utf-8")
    tab.expect_text("mended")
    expect(tab.find("stException")).to_have_count(0)


def test_a_script_that_imports_streamlit_runs_as_it_is(
    serve: Open, visit: Open, tmp_path: Path
) -> None:
    (tmp_path / "part_of_app.py").write_text(
        "import streamlit as st\n@st.cache_data\ndef name():\n    return st.__name__\n",
        encoding="utf-8",
    )
    source = (
        "import streamlit as st\nfrom streamlit.errors import StreamlitAPIException\n"
        "from part_of_app import name\n"
        "try:\n    st.number_input('n', 5, 1)\n"
        "except StreamlitAPIException:\n    st.text(name())\n"
    )
    visit(serve(source).url).expect_text("millstream")


# --- saves -------------------------------------------------------------------------------------------


def test_saving_the_script_runs_it_and_keeps_the_state(serve: Open, visit: Open) -> None:
    source = (
        "import millstream as st\n"
        "st.session_state.setdefault('first', 'kept')\n"
        "name = st.text_input('Name')\n"
        "st.text(f'{st.session_state.first} {name} one')\n"
    )
    server = serve(source)
    tab = visit(server.url)
    field = tab.page.get_by_label("Name", exact=True)
    field.fill("Ada")
    field.press("Enter")
    tab.expect_text("kept Ada one")
    server.script.write_text(source.replace(" one", " two"), encoding="utf-8")
    tab.expect_text("kept Ada two")


def test_saving_a_module_of_the_project_reloads_it(
    serve: Open, visit: Open, tmp_path: Path
) -> None:
    helper, deeper = tmp_path / "helper_of_app.py", tmp_path / "deeper_of_app.py"
    deeper.write_text("WORD = 'one'\n", encoding="utf-8")
    helper.write_text("from deeper_of_app import WORD\nTEXT = f'word {WORD}'\n", encoding="utf-8")
    tab = visit(serve("import millstream as st\nfrom helper_of_app import TEXT\nst.text(TEXT)").url)
    tab.expect_text("word one")
    deeper.write_text("WORD = 'second'\n", encoding="utf-8")
    tab.expect_text("word second")
    helper.write_text("from deeper_of_app import WORD\nTEXT = f'{WORD}!'\n", encoding="utf-8")
    tab.expect_text("second!")


def test_values_stay_of_the_classes_of_a_saved_module(
    serve: Open, visit: Open, tmp_path: Path
) -> None:
    models = tmp_path / "models_of_app.py"
    source = (
        "import enum\nWORD = 'one'\n"
        "class Colour(enum.Enum):\n    RED = 1\n    def word(self): return WORD\n"
    )
    models.write_text(source, encoding="utf-8")
    script = (
        "import pickle\nimport millstream as st\nfrom models_of_app import Colour\n"
        "kept = st.session_state.setdefault('kept', Colour.RED)\n"
        "@st.cache_data(track='body')\ndef cached(): return [Colour.RED]\n"
        "same = kept is Colour.RED is cached()[0] is pickle.loads(pickle.dumps(kept))\n"
        "st.text(f'{kept.word()} {same}')"
    )
    tab = visit(serve(script).url)
    tab.expect_text("one True")
    models.write_text(source.replace("'one'", "'second'"), encoding="utf-8")
    tab.expect_text("second True")


def test_a_save_is_only_offered_where_the_option_says_so(serve: Open, visit: Open) -> None:
    source = "import millstream as st; st.text('one')"
    server = serve(source, "--server.runOnSave", "false")
    tab = visit(server.url)
    tab.expect_text("one")
    server.script.write_text(source.replace("one", "two"), encoding="utf-8")
    tab.button("Rerun").click()
    tab.expect_text("two")


# --- running -----------------------------------------------------------------------------------------


def test_stop_ends_a_run_and_leaves_what_it_has_drawn(serve: Open, visit: Open) -> None:
    source = (
        "import time\nimport millstream as st\n"
        "if st.button('Start'):\n"
        "    place = st.empty()\n"
        "    for i in range(10_000):\n"
        "        place.text(f'step {i}')\n"
        "        time.sleep(0.01)\n"
        "st.text('ready')\n"
    )
    tab = visit(serve(source).url)
    tab.button("Start").click()
    expect(tab.page.get_by_text(re.compile(r"^step \d\d"))).to_be_visible()
    expect(tab.find("stApp")).to_have_attribute("data-test-script-state", "running")
    tab.find("stStatusWidget").get_by_role("button", name="Stop").click()
    tab.wait_for_idle()
    expect(tab.find("stStatusWidget")).to_have_count(0)
    step = tab.page.get_by_text("step ").inner_text()
    tab.page.wait_for_timeout(100)
    assert tab.page.get_by_text("step ").inner_text() == step
    tab.button("Start").click()
    expect(tab.find("stApp")).to_have_attribute("data-test-script-state", "running")


def test_a_new_interaction_interrupts_the_run_that_goes_on(serve: Open, visit: Open) -> None:
    source = (
        "import time\nimport millstream as st\n"
        "x = st.slider('x', 0, 10, 0)\n"
        "for i in range(40):\n"
        "    st.empty()\n"
        "    time.sleep(0.05 if x == 1 else 0)\n"
        "st.text(f'ended with {x}')\n"
    )
    tab = visit(serve(source).url)
    tab.expect_text("ended with 0")
    thumb = tab.page.get_by_role("slider")
    thumb.press("ArrowRight")
    expect(tab.find("stApp")).to_have_attribute("data-test-script-state", "running")
    thumb.press("ArrowRight")
    tab.expect_text("ended with 2")
    expect(tab.page.get_by_text("ended with 1")).to_have_count(0)


SLOW = """
import time
import millstream as st
st.text("always")
x = st.slider("x", 0, 10, 0)
st.text(f"x is {x}")
time.sleep(0.2)
for i in range(5 - x):
    st.text(f"line {i}")
time.sleep(0.2)
st.text("last")
"""


def test_a_run_that_draws_the_same_changes_nothing_in_the_page(serve: Open, visit: Open) -> None:
    tab = visit(serve(SLOW).url)
    tab.expect_text("last")
    tab.evaluate(RECORD)
    tab.page.keyboard.press("r")
    expect(tab.find("stApp")).to_have_attribute("data-test-script-state", "running")
    tab.wait_for_idle()
    assert tab.evaluate("() => window.log") == []


def test_what_is_no_longer_drawn_goes_at_the_end_and_nothing_else_moves(
    serve: Open, visit: Open
) -> None:
    tab = visit(serve(SLOW).url)
    tab.expect_text("last")
    tab.evaluate(RECORD)
    tab.page.get_by_role("slider").press("ArrowRight")
    tab.expect_text("x is 1")
    expect(tab.page.get_by_text("line 4")).to_be_visible()  # it may still come
    expect(tab.page.get_by_text("line 4")).to_have_count(0)
    tab.wait_for_idle()
    log = [line for line in tab.evaluate("() => window.log") if line[2:] not in {"0", "1"}]
    changed = [line for line in log if "x is 1" not in line and "x is 0" not in line]
    assert changed in (["- line 4"], ["~ last", "- last"])


def test_a_run_without_a_change_of_the_table_asks_for_no_table(serve: Open, visit: Open) -> None:
    source = (
        "import millstream as st\n"
        "x = st.slider('x', 0, 10, 0)\n"
        "st.dataframe({'a': list(range(1000))})\n"
        "st.text(f'x is {x}')\n"
    )
    tab = visit(serve(source).url)
    expect(tab.find("stDataFrame")).to_contain_text("a")
    tables = [url for url in tab.requests if url.endswith(".arrow")]
    assert len(tables) == 1
    tab.page.get_by_role("slider").press("ArrowRight")
    tab.expect_text("x is 1")
    assert [url for url in tab.requests if url.endswith(".arrow")] == tables
