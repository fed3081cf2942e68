"""Classes of libraries that make something of a class statement: kept where they bear it, made anew else."""

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
from sqlalchemy import Column, ForeignKey, String, Table
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

friends = Table("friends", Base.metadata, Column("id", ForeignKey("users.id")))

assert Order(user=User(name="A")).user.name == "A"
assert Special().extra == LONGEST
assert Settings(size=2) == Settings(size=2)
"""
MAPPED = {"Base", "User", "Order"}
OTHERS = {"Settings", "Special", "Part", "Message"}


def changed(session: Session, before: dict[str, object], source: str) -> set[str]:
    """Run a script; give the classes that are other ones than before, but for those of tables."""
    after = session.run(source)
    return {name for name in OTHERS if after[name] is not before[name]}


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


def test_classes_of_tables_are_made_anew_with_what_belongs_to_them(session: Session) -> None:
    """Their base knows tables by name: one that were kept would refuse those that the script makes in the next run."""
    sources = (SOURCE, SOURCE, SOURCE.replace("String(30)", "String(LONGEST)"))
    runs = [session.run(source) for source in sources]
    assert all(len({run[name] for run in runs}) == 3 for name in MAPPED)


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


def test_what_a_package_has_made_is_made_anew_for_other_globals(session: Session) -> None:
    """It may hold functions, which read them."""
    first = session.run(SOURCE)
    session.change_globals()
    assert changed(session, first, SOURCE) == {"Settings", "Special", "Part"}


def test_an_object_of_a_package_is_new_in_each_run(session: Session) -> None:
    source = (
        "from starlette.datastructures import State\n"
        "class A:\n    state = State({'used': 0})\n    def f(self): return 1\n"
        "def f(state=State({'used': 0})):\n    state.used += 1\n    return state.used\n"
        "def d(f, state=None):\n    state = State({'used': 0})\n    return lambda: f(state)\n"
        "g = f\n"
        "@d\ndef f(state):\n    state.used += 1\n    return state.used\n"
        "A.state.used += 1\n"
        "used = [A.state.used, f(), g()]"
    )
    first = session.run(source)
    second = session.run(source)
    assert second["A"] is first["A"]
    assert second["g"] is first["g"]
    assert first["used"] == second["used"] == [1, 1, 1]
