"""Where secrets come from, which one counts, and what is said when something is wrong with them."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from millstream.errors import StreamlitSecretNotFoundError

HOME_1 = "home/.streamlit/secrets.toml"
HOME_2 = "home/.millstream/secrets.toml"
PROJECT_1 = "project/.streamlit/secrets.toml"
PROJECT_2 = "project/.millstream/secrets.toml"


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [(HOME_1, HOME_2), (HOME_2, PROJECT_1), (PROJECT_1, PROJECT_2), (PROJECT_2, None)],
)
def test_of_two_places_the_nearer_one_counts(place, weaker: str, stronger: str | None) -> None:
    place.write(weaker, 'token = "weak"\nonly = "here"')
    if stronger:
        place.write(stronger, 'token = "strong"')
    else:
        place.environ["MILLSTREAM_SECRETS__TOKEN"] = "strong"
    assert place.secrets.to_dict() == {"token": "strong", "only": "here"}


def test_secrets_beside_the_script_count_more_than_those_of_the_current_folder(place) -> None:
    place.write(PROJECT_2, 'token = "weak"\nonly = "here"')
    script = place.write("project/apps/app.py", "")
    place.write("project/apps/.streamlit/secrets.toml", 'token = "strong"')
    place.secrets.look_beside(str(script))
    assert place.secrets.to_dict() == {"token": "strong", "only": "here"}


def test_a_table_of_a_nearer_file_replaces_the_whole_table(place) -> None:
    place.write(HOME_1, '[db]\nuser = "h"\npassword = "p"')
    place.write(PROJECT_1, '[db]\nuser = "q"')
    assert place.secrets.to_dict() == {"db": {"user": "q"}}


def test_files_that_are_named_are_read_instead_of_the_usual_ones_and_the_last_counts(place) -> None:
    place.write(PROJECT_1, "a = 0")
    place.write("project/one.toml", "a = 1\nb = 1")
    two = place.write("elsewhere/two.toml", "b = 2")
    place.files = ("one.toml", str(two), "none.toml")
    assert place.secrets.to_dict() == {"a": 1, "b": 2}


def test_a_mounted_folder_holds_one_secret_a_file(place) -> None:
    place.write("mount/token", "  open sesame\n")
    place.write("mount/..data/token", "hidden link of Kubernetes")
    place.write("mount/key", "a\nb\n")
    place.write("mount/db/user", "ali")
    place.write("mount/db/password", "open sesame")
    place.write("mount/single/password", "pw")
    place.files = (str(place.home.parent / "mount"),)
    assert place.secrets.to_dict() == {
        "token": "open sesame",
        "key": "a\nb",
        "db": {"user": "ali", "password": "open sesame"},
        "single": "pw",
    }


def test_variables_reach_into_tables_and_take_the_type_of_the_file(place) -> None:
    place.write(PROJECT_1, '[Db]\nport = 1\nssl = true\nshare = 0.5\nuser = "u"')
    for name, text in {
        "DB__PORT": "5432",
        "DB__SSL": "false",
        "DB__SHARE": "0.25",
        "DB__USER": "7",
        "NEW__TOKEN": "t",
        "mixed__Case": "m",
    }.items():
        place.environ[f"MILLSTREAM_SECRETS__{name}"] = text
    assert place.secrets.to_dict() == {
        "Db": {"port": 5432, "ssl": False, "share": 0.25, "user": "7"},
        "new": {"token": "t"},
        "mixed": {"Case": "m"},
    }


def test_a_secret_outside_of_tables_becomes_an_environment_variable_and_goes_with_it(place) -> None:
    file = place.write(PROJECT_1, 'API_KEY = "k-1"\nn = 1\n[db]\nuser = "u"')
    place.secrets.load_if_toml_exists()
    assert place.environ == {"API_KEY": "k-1", "n": "1"}
    file.write_text("n = 22")
    place.secrets.load_if_toml_exists()
    assert place.environ == {"n": "22"}


@pytest.mark.parametrize("kind", ["file", "folder", "new file", "variable"])
def test_a_change_is_seen_at_the_next_look(place, kind: str) -> None:
    file = place.write(PROJECT_1, "a = 1")
    mounted = place.write("mount/token", "one")
    if kind == "folder":
        place.files = (str(mounted.parent),)
    place.secrets.to_dict()
    changes: dict[str, Callable[[], object]] = {
        "file": lambda: file.write_text("a = 22"),
        "folder": lambda: place.write("mount/more", "two"),
        "new file": lambda: place.write(PROJECT_2, "b = 2"),
        "variable": lambda: place.environ.update(MILLSTREAM_SECRETS__B="2"),
    }
    expected = {
        "file": {"a": 22},
        "folder": {"token": "one", "more": "two"},
        "new file": {"a": 1, "b": 2},
        "variable": {"a": 1, "b": "2"},
    }
    changes[kind]()
    assert place.secrets.to_dict() == expected[kind]


def test_a_file_that_did_not_change_is_not_read_again(
    place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write(PROJECT_1, "a = 1")
    assert place.secrets["a"] == 1
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read again"))
    assert place.secrets["a"] == 1


# --- wrong values ------------------------------------------------------------------------------------


def _bad_toml(place) -> str:
    return str(place.write(PROJECT_1, 'token = "open sesame\n'))


def _duplicate_key(place) -> str:
    return str(place.write(PROJECT_1, 'token = "open sesame"\ntoken = "open sesame"\n'))


def _not_text(place) -> str:
    path = place.write(PROJECT_1, "")
    path.write_bytes(b"token = 'open sesame \xff'")
    return str(path)


def _mounted_bytes(place) -> str:
    path = place.write("mount/token", "")
    path.write_bytes(b"open sesame \xff")
    place.files = (str(path.parent),)
    return str(path)


def _loop(place) -> str:
    path = place.project / ".streamlit" / "secrets.toml"
    path.parent.mkdir(parents=True)
    os.symlink(path, path)
    return str(path)


def _wrong_type(place) -> str:
    place.write(PROJECT_1, "[db]\nport = 1")
    place.environ["MILLSTREAM_SECRETS__DB__PORT"] = "open sesame"
    return "MILLSTREAM_SECRETS__DB__PORT"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_bad_toml, "line 1"),
        (_duplicate_key, "line 2"),
        (_not_text, "is not UTF-8"),
        (_mounted_bytes, "is not UTF-8"),
        (_loop, "Let the user that runs the app read it"),
        (_wrong_type, "has to be a whole number"),
    ],
)
def test_an_unreadable_source_is_named_without_its_content(
    place, make: Callable[..., str], says: str
) -> None:
    named = make(place)
    with pytest.raises(StreamlitSecretNotFoundError) as caught:
        place.secrets["token"]
    assert named in str(caught.value) and says in str(caught.value)
    shown = "".join(traceback.format_exception(caught.value))
    assert "sesame" not in shown
    assert repr(place.secrets) == "<secrets: not readable>"


# --- vaults ------------------------------------------------------------------------------------------


class Fake:
    """A vault that notes what it is asked for."""

    name = "the vault of the test"

    def __init__(self, **values: object) -> None:
        self.values = values
        self.asked: list[str] = []
        self.broken = False

    def fetch(self, key: str) -> object:
        self.asked.append(key)
        if self.broken:
            raise ConnectionError("the token open sesame has expired")
        return self.values[key]


def test_a_vault_is_asked_last_and_only_when_a_secret_is_read(place) -> None:
    place.write(PROJECT_1, 'token = "of the file"')
    vault = Fake(token="of the vault", more={"user": "ali"})
    place.secrets.add_provider(vault)
    assert place.secrets["token"] == "of the file" and vault.asked == []
    assert list(place.secrets) == ["token"]
    assert place.secrets.more.user == "ali" and vault.asked == ["more"]
    assert list(place.secrets) == ["token", "more"]


def test_a_vaults_answer_is_kept_for_its_time_also_when_it_is_no(place) -> None:
    vault = Fake(token="one")
    place.secrets.add_provider(vault, ttl="1m")
    assert place.secrets["token"] == "one" and "none" not in place.secrets
    vault.values.update(token="two", none="now there")
    place.clock.advance(59)
    assert place.secrets["token"] == "one" and "none" not in place.secrets
    place.clock.advance(1)
    assert place.secrets["token"] == "two" and place.secrets["none"] == "now there"
    assert vault.asked == ["token", "none", "token", "none"]


def test_of_two_vaults_the_second_is_asked_for_what_the_first_has_not(place) -> None:
    first, second = Fake(a=1), Fake(a=2, b=2)
    second.name = "another vault"
    place.secrets.add_provider(first)
    place.secrets.add_provider(second)
    assert (place.secrets["a"], place.secrets["b"]) == (1, 2)
    assert second.asked == ["b"]


def test_a_script_that_adds_its_vault_in_each_run_has_it_once(place) -> None:
    first, second = Fake(token="one"), Fake(token="two")
    place.secrets.add_provider(first, ttl=60)
    assert place.secrets["token"] == "one"
    place.secrets.add_provider(second, ttl=30)
    assert place.secrets["token"] == "one" and second.asked == []
    place.clock.advance(30)
    assert place.secrets["token"] == "two" and first.asked == ["token"]


def test_a_vault_that_fails_is_named_without_its_message(place) -> None:
    vault = Fake()
    vault.broken = True
    place.secrets.add_provider(vault)
    with pytest.raises(StreamlitSecretNotFoundError) as caught:
        place.secrets["token"]
    assert str(caught.value) == (
        "The secret 'token' cannot be read: the vault of the test did not answer (ConnectionError)."
    )
    assert caught.value.__context__ is None


def test_while_a_vault_fails_its_older_answer_is_used_and_the_log_says_so(
    place, caplog: pytest.LogCaptureFixture
) -> None:
    vault = Fake(token="one")
    place.secrets.add_provider(vault, ttl=60)
    assert place.secrets["token"] == "one"
    vault.broken = True
    place.clock.advance(60)
    assert place.secrets["token"] == "one"
    assert "did not answer (ConnectionError)" in caplog.text and "sesame" not in caplog.text


@pytest.mark.parametrize("ttl", ["soon", "", True, [1]])
def test_a_time_that_is_none_is_refused(place, ttl: object) -> None:
    with pytest.raises(Exception, match="ttl"):
        place.secrets.add_provider(Fake(), ttl=ttl)
