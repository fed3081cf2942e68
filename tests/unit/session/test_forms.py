"""Forms: values that arrive together."""

from __future__ import annotations

from typing import Any

import pytest

from millstream.protocol.messages import Change, Interact, Rerun

FORM = """
import millstream as st
log = st.session_state.setdefault("log", [])
with st.form("entry", clear_on_submit={clear}):
    name = st.text_input("Name", "Ada", key="name")
    level = st.number_input("Level", 0, 9, 1, key="level")
    saved = st.form_submit_button("Save", on_click=lambda: log.append(st.session_state.name))
    st.form_submit_button("Check", key="check")
st.text(f"{{name}} {{level}} {{saved}} {{st.session_state.check}}")
"""
SAVE = "form_submit_button-FormSubmitter:entry-Save"


def submit(browser: Any, button: str = SAVE, **values: Any) -> None:
    kinds = {"name": "text_input", "level": "number_input"}
    changes = [Change(f"{kinds[key]}-{key}", value) for key, value in values.items()]
    browser.handle(Interact(browser.next_seq(), (*changes, Change(button, True))))


def values(browser: Any) -> list[Any]:
    return [each.value for each in browser.elements() if hasattr(each, "value")]


def test_a_submit_brings_all_values_and_says_which_button_it_was(browse) -> None:
    browser = browse(FORM.format(clear=False)).connect()
    submit(browser, name="Grace", level=3)
    assert browser.texts() == ["Grace 3 True False"]
    submit(browser, "form_submit_button-check", level=4)
    assert browser.texts() == ["Grace 4 False True"]


def test_the_callback_of_the_button_sees_what_was_submitted(browse) -> None:
    browser = browse(FORM.format(clear=False)).connect()
    submit(browser, name="Grace")
    assert browser.session.state["log"] == ["Grace"]


def test_a_form_that_clears_shows_defaults_while_the_script_has_what_was_submitted(browse) -> None:
    browser = browse(FORM.format(clear=True)).connect()
    submit(browser, name="Grace", level=3)
    assert browser.texts() == ["Grace 3 True False"]
    assert values(browser) == ["Ada", 1]
    browser.handle(Rerun(browser.next_seq()))
    assert browser.texts() == ["Grace 3 False False"], "until the next submit"
    assert values(browser) == ["Ada", 1]


def test_after_clearing_what_is_not_touched_is_submitted_as_its_default(browse) -> None:
    browser = browse(FORM.format(clear=True)).connect()
    submit(browser, name="Grace", level=3)
    submit(browser, level=5)
    assert browser.texts() == ["Ada 5 True False"]


def test_a_value_that_the_script_sets_is_shown_by_a_form_that_was_cleared(browse) -> None:
    source = 'import millstream as st\nif st.session_state.get("log"): st.session_state.level = 8\n'
    browser = browse(source + FORM.format(clear=True)).connect()
    submit(browser, name="Grace", level=3)
    browser.handle(Rerun(browser.next_seq()))
    assert values(browser) == ["Ada", 8]


def test_the_same_widget_may_stand_in_two_forms_and_outside(browse) -> None:
    browser = browse("""
import millstream as st
def field(place):
    return place.text_input("Name")
values = [field(st)]
for key in "ab":
    with st.form(key):
        values.append(field(st))
        st.form_submit_button("Save", key=f"save {key}")
st.text(str(values))
""").connect()
    fields = [each.id for each in browser.elements() if type(each).__name__ == "TextInput"]
    save = Change("form_submit_button-save b", True)
    browser.handle(Interact(browser.next_seq(), (Change(fields[2], "x"), save)))
    assert browser.texts() == ["['', '', 'x']"]


def test_a_form_in_a_fragment_runs_the_fragment_only(browse) -> None:
    browser = browse("""
import millstream as st
st.session_state.runs = st.session_state.get("runs", 0) + 1
@st.fragment
def part():
    with st.form("f"):
        x = st.text_input("x", key="name")
        st.form_submit_button("Save", key="save")
    st.text(f"{x} {st.session_state.runs}")
part()
""").connect()
    submit(browser, "form_submit_button-save", name="hello")
    assert browser.texts() == ["hello 1"]


def test_a_form_may_be_drawn_into_from_anywhere(browse) -> None:
    browser = browse("""
import millstream as st
form = st.form("f", border=False)
left, right = form.columns(2)
name = left.text_input("Name", key="name")
sent = right.form_submit_button("Go", key="go")
st.text(f"{name} {sent}")
""").connect()
    submit(browser, "form_submit_button-go", name="x")
    assert browser.texts() == ["x True"]
    assert browser.session.state.widgets["text_input-name"].group.form == "f"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('    st.button("b")', "`st.button` cannot stand in a form"),
        ('    st.form("g")', "A form cannot stand in another form"),
        (
            '    st.text_input("x", on_change=print)',
            "only `st.form_submit_button` can have a callback",
        ),
        ('    st.form_submit_button("a"); st.form_submit_button("a")', "FormSubmitter:f-a"),
        ('    pass\\nst.form_submit_button("a")', "has to stand in a form"),
        ('    pass\\nst.form("f")', "Two elements have the key 'f'"),
        ('    pass\\nst.form("")', "`key` has to be given"),
    ],
)
def test_a_mistake_says_what_to_write_instead(browse, body: str, message: str) -> None:
    body = body.replace("\\n", "\n")
    browser = browse(f'import millstream as st\nwith st.form("f"):\n{body}').connect()
    assert message in browser.find("Exception_").message


def test_outside_of_an_app_a_submit_button_is_not_clicked() -> None:
    import millstream as st

    with st.form("f"):
        assert st.form_submit_button("Go") is False
