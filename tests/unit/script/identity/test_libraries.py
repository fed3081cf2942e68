"""Classes of libraries that make something of a class statement: kept where they bear it, made anew together else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Session

pytest.importorskip("attrs")
pytest.importorskip("pydantic")
pytest.importorskip("sqlalchemy")

SOURCE = """
import attrs, msgspec, pydantic
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

LONGEST = 30

class Settings(pydantic.BaseModel):
    size: int = 3
    names: list[str] = []

    @pydantic.field_validator("size")
    @classmethod
    def check(cls, value):
        return value + 0

class Special(Settings):
    extra: int = pydantic.Field(default=LONGEST, gt=0)

@attrs.define
class Part:
    size: int = attrs.field(default=1)
    names: list[str] = attrs.field(factory=list)

class Message(msgspec.Struct):
    size: int = 3
    names: list[str] = []

class Base(DeclarativeBase): ...

class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30))

class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User] = relationship()

assert Order(user=User(name="A")).user.name == "A"
assert Special().extra == LONGEST
assert Settings(size=2) == Settings(size=2)
"""
MAPPED = {"Base", "User", "Order"}
OTHERS = {"Settings", "Special", "Part", "Message"}


def changed(session: Session, before: dict[str, object], source: str) -> set[str]:
    """Run a script; give the classes that are other ones than before."""
    after = session.run(source)
    return {name for name in MAPPED | OTHERS if after[name] is not before[name]}


def test_models_keep_their_classes(session: Session) -> None:
    first = session.run(SOURCE)
    assert changed(session, first, SOURCE) == set()
    assert changed(session, first, "# moved\n" + SOURCE) == set()


def test_an_edited_model_is_a_new_class(session: Session) -> None:
    first = session.run(SOURCE)
    edited = SOURCE.replace(
        "size: int = 3\n    names: list[str] = []\n\n    @", "size: int = 4\n    @"
    )
    assert changed(session, first, edited) == {"Settings", "Special"}


def test_a_mapped_class_that_is_edited_has_all_of_its_base_mapped_anew(session: Session) -> None:
    first = session.run(SOURCE)
    edited = SOURCE.replace("String(30)", "String(40)")
    assert changed(session, first, edited) == MAPPED
    second = session.run(edited)
    assert changed(session, second, edited) == set()


def test_mapped_classes_that_read_a_value_are_mapped_anew_each_time(session: Session) -> None:
    source = SOURCE.replace("String(30)", "String(LONGEST)")
    first = session.run(source)
    assert changed(session, first, source) == MAPPED
    assert changed(session, first, source.replace("LONGEST = 30", "LONGEST = 40")) == {
        *MAPPED,
        "Special",
    }


@pytest.mark.parametrize(
    "call", ["time.time()", "datetime.datetime.now()", "random.random()", "uuid.uuid4()", "own()"]
)
def test_a_field_made_of_what_changes_makes_a_new_class(session: Session, call: str) -> None:
    source = (
        "import datetime, pydantic, random, time, uuid\n"
        "def own(): return object()\n"
        f"class A(pydantic.BaseModel):\n    x: object = pydantic.Field(default={call})"
    )
    assert session.run(source)["A"] is not session.run(source)["A"]


def test_mapped_classes_are_mapped_anew_for_other_globals(session: Session) -> None:
    first = session.run(SOURCE)
    session.change_globals()
    assert changed(session, first, SOURCE) >= MAPPED
