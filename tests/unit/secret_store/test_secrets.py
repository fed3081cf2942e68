"""What scripts see of secrets, and what nobody sees."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

import millstream as st
from millstream.errors import StreamlitSecretNotFoundError
from millstream.redaction import Redaction
from millstream.script.tracebacks import exception_element
from millstream.secret_store import secrets
from millstream.testing.v1 import AppTest

FILE = """
token = "open sesame"
pin = 123456
[db]
user = "ali"
password = "forty-thieves/40"
hosts = ["one.example", { name = "two.example" }]
[db.deep]
z = 1
"""
VALUES = ("open sesame", "123456", "forty-thieves/40", "one.example", "two.example")


@pytest.fixture
def filled(place):
    place.write("project/.streamlit/secrets.toml", FILE)
    return place.secrets


def test_secrets_are_read_by_item_and_by_attribute(filled) -> None:
    assert filled["db"]["user"] == filled.db.user == filled["db"].user == "ali"
    assert filled.db.deep.z == 1
    assert filled.db.hosts[1].name == "two.example"
    assert filled.get("token") == "open sesame" and filled.get("none", 7) == 7
    assert list(filled) == ["token", "pin", "db"] and len(filled) == 3
    assert "db" in filled and filled.has_key("db") and not filled.has_key("none")
    assert "user" in filled.db and list(filled.db.keys()) == ["user", "password", "hosts", "deep"]
    assert filled.load_if_toml_exists() is True


def test_to_dict_gives_plain_dictionaries(filled) -> None:
    plain = filled.to_dict()
    assert type(plain["db"]) is dict and type(plain["db"]["deep"]) is dict
    assert plain["db"]["hosts"] == ["one.example", {"name": "two.example"}]
    assert filled.db.to_dict() == plain["db"] == filled.db
    assert {**filled.db.deep} == {"z": 1}


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_section_can_be_copied(filled, clone) -> None:
    assert clone(filled.db) == filled.db and clone(filled.db).deep.z == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda s: setattr(s, "token", 1),
        lambda s: s.__setitem__("token", 1),
        lambda s: setattr(s.db, "user", 1),
        lambda s: s.db.__setitem__("user", 1),
    ],
)
def test_secrets_cannot_be_changed(filled, change) -> None:
    with pytest.raises(TypeError, match=r"change `.*` where it is kept"):
        change(filled)


@pytest.mark.parametrize(
    ("read", "name", "error"),
    [
        (lambda s: s["tokn"], "'tokn'", KeyError),
        (lambda s: s.tokn, "'tokn'", AttributeError),
        (lambda s: s["db"]["usr"], "'db.usr'", KeyError),
        (lambda s: s.db.usr, "'db.usr'", AttributeError),
    ],
)
def test_a_missing_secret_is_named_with_the_nearest_name_and_where_it_was_looked_for(
    place, filled, read, name: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        read(filled)
    message = str(caught.value)
    near = "user" if "db" in name else "token"
    assert message.startswith(f"There is no secret {name}. Did you mean '{near}'?")
    for folder in (place.home, place.project):
        for product in (".streamlit", ".millstream"):
            assert str(folder / product / "secrets.toml") in message
    assert "MILLSTREAM_SECRETS__" in message


@pytest.mark.parametrize("read", [lambda s: s["token"], lambda s: s.token, lambda s: s.db.user])
def test_without_any_secrets_the_error_is_that_no_file_was_found(place, read) -> None:
    with pytest.raises(StreamlitSecretNotFoundError) as caught:
        read(place.secrets)
    assert isinstance(caught.value, FileNotFoundError)
    assert str(place.project / ".streamlit" / "secrets.toml") in str(caught.value)
    assert "token" not in place.secrets and place.secrets.get("token") is None
    assert place.secrets.load_if_toml_exists() is False
    assert place.secrets.to_dict() == {}


# --- what nobody sees --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "show",
    [repr, str, lambda s: f"{s.db}", lambda s: f"{s!r}", lambda s: repr([s, s.db, s.db.hosts])],
)
def test_no_spelling_of_secrets_as_text_has_a_value(filled, show) -> None:
    shown = show(filled)
    assert "<secrets" in shown and not any(value in shown for value in VALUES[:3])


def test_a_redacted_text_names_the_secret_in_each_of_its_spellings() -> None:
    redaction = Redaction()
    redaction.hide(
        {"db.password": 'p/w "1" ü', "pin": "1234", "pem": "-----BEGIN KEY\nAAAABBBBCCCC\n"}
    )
    for spelling in (
        "p/w%20%221%22%20%C3%BC",
        'p/w "1" ü',
        r"p/w \"1\" \u00fc",
        "p%2Fw+%221%22+%C3%BC",
    ):
        assert redaction.redact(f"at {spelling}!") == "at <secret db.password>!"
    assert (
        redaction.redact("pin 1234, not 91234 or 1234a") == "pin <secret pin>, not 91234 or 1234a"
    )
    assert redaction.redact("x AAAABBBBCCCC y") == "x <secret pem> y"


def test_a_value_that_was_replaced_stays_hidden() -> None:
    redaction = Redaction()
    redaction.hide({"password": "the first one"})
    redaction.hide({"password": "the second one"})
    assert (
        redaction.redact("the first one, the second one") == "<secret password>, <secret password>"
    )


def _failing() -> BaseException:
    try:
        try:
            raise ValueError(f"cannot open postgresql://ali:{st.secrets.db.password}@host")
        except ValueError as error:
            error.add_note(f"the token was {st.secrets['token']}")
            raise RuntimeError(repr(st.secrets.to_dict())) from error
    except RuntimeError as error:
        return error


def test_a_traceback_on_the_page_has_names_in_place_of_values() -> None:
    with secrets.replaced({"token": "open sesame", "db": {"password": "forty-thieves/40"}}):
        element = exception_element(_failing())
    shown = f"{element}"
    assert "<secret db.password>" in shown and "<secret token>" in element.text
    assert not any(value in shown for value in VALUES)


SHOWN = """
import streamlit as st
st.write(st.secrets)
st.write("all", st.secrets.db)
st.json(st.secrets.db)
st.json({"inner": st.secrets.db, "list": [st.secrets]})
st.write([st.secrets.db])
st.dataframe(st.secrets.db)
st.text(st.secrets)
st.markdown(f"{st.secrets.db}")
st.session_state.kept = st.secrets.db
st.write(st.session_state)
st.secrets
try:
    raise ValueError(f"no way to {st.secrets.db.password}")
except ValueError as error:
    st.error(error)
    st.error(f"failed: {error}")
    st.exception(error)
    st.write(error)
raise RuntimeError(st.secrets.token)
"""


def test_no_element_shows_a_value_unless_the_script_takes_it_out_itself(capfd) -> None:
    at = AppTest.from_string(SHOWN)
    at.secrets = {"token": "open sesame", "db": {"password": "forty-thieves/40"}}
    at.run()
    assert len(at.json) >= 5 and json.loads(at.json[0].value) == {
        "token": "•••",
        "db": {"password": "•••"},
    }
    assert [each.value for each in at.error] == [
        "no way to <secret db.password>",
        "failed: no way to <secret db.password>",
    ]
    assert at.exception[-1].message == "<secret token>"
    page = (
        repr(at) + repr([vars(each) for each in at]) + repr([e.stack_trace for e in at.exception])
    )
    assert not any(value in page for value in VALUES)
    printed = capfd.readouterr()
    assert "RuntimeError: <secret token>" in printed.err
    assert not any(value in printed.err + printed.out for value in VALUES)


def test_an_app_test_has_its_own_secrets_in_its_runs_only() -> None:
    at = AppTest.from_string("import streamlit as st; st.text(st.secrets.get('own', 'none'))")
    at.secrets["own"] = "first"
    assert at.run().text[0].value == "first"
    at.secrets["own"] = "second"
    assert at.run().text[0].value == "second"
    assert "own" not in secrets


def test_an_app_test_that_lacks_a_secret_says_so() -> None:
    at = AppTest.from_string("import streamlit as st; st.secrets.none")
    at.secrets["own"] = "first"
    assert "the secrets that the test has set" in at.run().exception[0].message
