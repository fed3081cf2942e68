"""What a function's digest knows of values, classes and files."""

from __future__ import annotations

import functools
import gc
import importlib
import os
import sys
import threading
import timeit
import types
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from millstream.hashing import FunctionTracker, Hasher, register_source_code
from tracking import HASHER, SCRIPT, differing, run, state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from millstream.hashing import FunctionState


def test_code_cannot_be_excluded() -> None:
    namespace = run("def g(): return 1\ndef f(): return g()")
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    tracker.exclude(["code", "helper g"], "no reason")
    assert {"code", "helper g"} <= set(tracker.state().parts)


def test_a_script_counts_the_same_in_processes_that_are_spawned_for_it() -> None:
    script = """
        import enum
        class Colour(enum.Enum):
            RED = 1
        class Model:
            def run(self): return helper(self)
        def helper(x): return x
        model, table = Model(), {"a": helper, "b": Colour.RED}
        def f(): return model.run(), table
    """
    namespaces = [run(script, __name__=name) for name in ("__main__", "__mp_main__")]
    one, two = (FunctionTracker(each["f"], hasher=HASHER).state() for each in namespaces)
    assert one.parts == two.parts
    for name in ("model", "table", "Model", "f"):
        assert HASHER.digest(namespaces[0][name]) == HASHER.digest(namespaces[1][name])


LEFT_OUT = """
    class Client:
        def fetch(self): return 1
    client = Client()
    def named(): return client.fetch()
    def make(found):
        def enclosing(): return found.fetch()
        return enclosing
    enclosing = make(client)
    def with_default(found=client): return found.fetch()
    def holder(): pass
    def attribute(): return holder.client.fetch()
    holder.client = client
"""


@pytest.mark.parametrize(
    ("function", "part"),
    [
        ("named", "global client"),
        ("enclosing", "closure found"),
        ("with_default", "default found"),
        ("attribute", "global holder.client"),
    ],
)
@pytest.mark.parametrize("track", ["all", "code"])
def test_the_class_of_a_value_that_is_left_out_counts(function: str, part: str, track: Any) -> None:
    namespace = run(LEFT_OUT)
    tracker = FunctionTracker(namespace[function], hasher=HASHER, track=track)
    if track == "all":
        assert part in tracker.state().parts
        tracker.exclude([part], "a test leaves it out")
    before = tracker.state()
    assert part not in before.parts
    namespace["client"].seen = 1
    assert tracker.state().digest == before.digest
    namespace["Client"].fetch = lambda self: 2
    assert tracker.state().digest != before.digest


def test_a_name_that_is_left_out_is_seen_to_hold_another_class() -> None:
    namespace = run(LEFT_OUT)
    tracker = FunctionTracker(namespace["named"], hasher=HASHER)
    tracker.exclude(["global client"], "a test leaves it out")
    before = tracker.state()
    namespace["client"] = namespace["Client"]()
    assert tracker.state() is before
    namespace["client"] = type("Other", (namespace["Client"],), {"__module__": "__main__"})()
    assert tracker.state().digest != before.digest


@pytest.mark.parametrize(
    "change",
    [
        lambda n: n.update(LIMIT=4),
        lambda n: n.update(helper=n["unused"]),
        lambda n: setattr(n["Model"], "rate", 2),
        lambda n: setattr(n["Model"], "new", 2),
        lambda n: setattr(n["Base"], "size", n["unused"]),
        lambda n: setattr(n["inner"], "__code__", n["unused"].__code__),
        lambda n: n.pop("LIMIT"),
    ],
)
def test_a_change_while_the_program_runs_is_seen(change: Any) -> None:
    namespace = run(SCRIPT)
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    before = tracker.state()
    assert tracker.state() is before
    change(namespace)
    assert tracker.state().digest != before.digest


def test_the_cell_of_a_closure_is_watched() -> None:
    namespace = run("""
        def make():
            x = 1
            def f(): return x
            def put(value):
                nonlocal x
                x = value
            return f, put
        f, put = make()
    """)
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    before = tracker.state()
    namespace["put"](2)
    assert tracker.state().digest != before.digest
    namespace["put"](1)
    assert tracker.state().digest == before.digest


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Write modules of a project and run a script that imports them."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    names = {"proj", "proj.helpers", "proj.config"}

    def load(script: str, helpers: str = "", config: str = "") -> FunctionState:
        for name in names:
            sys.modules.pop(name, None)
        (tmp_path / "proj").mkdir(exist_ok=True)
        (tmp_path / "proj" / "__init__.py").write_text("")
        (tmp_path / "proj" / "helpers.py").write_text(helpers)
        (tmp_path / "proj" / "config.py").write_text(config)
        importlib.invalidate_caches()
        return state(script)

    yield load
    for name in names:
        sys.modules.pop(name, None)


HELPERS = "from proj import config\ndef g(): return config.LIMIT\ndef other(): return {}\n"


@pytest.mark.parametrize(
    "script",
    [
        "from proj import helpers\ndef f(): return helpers.g()",
        "import proj.helpers\ndef f(): return proj.helpers.g()",
        "from proj.helpers import g\ndef f(): return g()",
        "import proj.helpers as h\ndef f(): return h.g()",
        "import proj.helpers\ndef f():\n from proj import helpers\n return helpers.g()",
        "import proj.helpers\ndef f():\n from proj.helpers import g\n return g()",
        "import proj.helpers\ndef f():\n import proj.helpers as h\n return h.g()",
        "import proj.helpers\ndef f():\n import proj.helpers\n return proj.helpers.g()",
        "import proj.helpers\ndef f():\n import proj.helpers as h\n return [h.g() for _ in 'a']",
        "def make():\n from proj import helpers\n def f(): return helpers.g()\n return f\nf = make()",
    ],
)
def test_functions_and_values_of_project_modules_count(
    package: Callable[..., FunctionState], script: str
) -> None:
    before = package(script, HELPERS.format(1), "LIMIT = 1")
    assert {"helper proj.helpers.g", "global proj.config.LIMIT"} <= set(before.parts)
    assert package(script, HELPERS.format(1), "LIMIT = 1").digest == before.digest
    assert package(script, HELPERS.format(1), "LIMIT = 2").digest != before.digest
    edited = HELPERS.format(1).replace("config.LIMIT", "-config.LIMIT")
    assert package(script, edited, "LIMIT = 1").digest != before.digest


@pytest.mark.parametrize(
    "script",
    [
        "def f():\n from proj import helpers\n return helpers.g()",
        "def f():\n import proj.helpers as h\n return h.g()",
        "import proj\ndef f():\n from proj import helpers\n return helpers.g()",
        "import proj\ndef f():\n from proj.helpers import g\n return g()",
    ],
)
def test_a_module_of_the_project_counts_from_its_import_on(
    package: Callable[..., FunctionState], tmp_path: Path, script: str
) -> None:
    package("def f(): pass", HELPERS, "LIMIT = 1")
    namespace = run(script)
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    assert tracker.state().awaiting == {"code"}
    namespace["f"]()
    imported = tracker.state()
    assert imported.awaiting == frozenset()
    assert {"helper proj.helpers.g", "global proj.config.LIMIT"} <= set(imported.parts)
    sys.modules["proj.config"].LIMIT = 2  # type: ignore[attr-defined]
    assert tracker.state().digest != imported.digest


@pytest.mark.parametrize(
    "script",
    [
        "from proj import config\ndef f(): return config.rate",
        "import proj.config\ndef f():\n from proj.config import rate\n return rate",
    ],
)
def test_what_a_module_computes_for_a_name_that_it_does_not_have_counts(
    package: Callable[..., FunctionState], script: str
) -> None:
    config = "RATES = {'rate': 1}\ndef __getattr__(name): return RATES[name]"
    before = package(script, config=config)
    assert package(script, config=config).digest == before.digest
    assert package(script, config=config.replace("1", "2")).digest != before.digest
    assert package(script, config=config.replace("[name]", "[name] + 1")).digest != before.digest


def test_a_package_counts_the_same_before_its_import(tmp_path: Path) -> None:
    script = "def f():\n import wave_of_a_package\n return wave_of_a_package.g()"
    (tmp_path / "wave_of_a_package.py").write_text("def g(): return 1")
    sys.path.insert(0, str(tmp_path))

    def tracker() -> FunctionTracker:
        return FunctionTracker(
            run(script)["f"],
            hasher=HASHER,
            is_project=lambda name: not name.startswith(str(tmp_path)),
        )

    try:
        before = tracker().state()
        importlib.import_module("wave_of_a_package")
        assert tracker().state() == before
    finally:
        sys.path.remove(str(tmp_path))
        sys.modules.pop("wave_of_a_package", None)
    assert any(part.startswith("package wave_of_a_package") for part in before.parts)


def test_what_a_function_does_not_read_of_a_module_does_not_count(
    package: Callable[..., FunctionState],
) -> None:
    script = "from proj import helpers\ndef f(): return helpers.g()"
    before = package(script, HELPERS.format(1), "LIMIT = 1\nUNUSED = 1")
    assert package(script, HELPERS.format(2), "LIMIT = 1\nUNUSED = 2").digest == before.digest


def test_a_module_that_is_passed_on_counts_whole(package: Callable[..., FunctionState]) -> None:
    script = "from proj import helpers\ndef f(): return vars(helpers)"
    before = package(script, HELPERS.format(1), "LIMIT = 1")
    assert package(script, HELPERS.format(2), "LIMIT = 1").digest != before.digest


def test_code_that_is_not_the_projects_counts_by_its_package(tmp_path: Path) -> None:
    path = tmp_path / "library.py"

    def digest(body: str) -> FunctionState:
        namespace: dict[str, Any] = {"__name__": "numpy.fake"}
        exec(compile(f"def g(): return {body}", str(path), "exec"), namespace)
        function = run("def f(): return g()", g=namespace["g"])["f"]
        is_library = str(path).__ne__
        return FunctionTracker(function, hasher=HASHER, is_project=is_library).state()

    assert digest("1").digest == digest("2").digest
    assert set(digest("1").parts) == {"code", f"package numpy {np.__version__}"}


def test_a_function_behind_a_decorator_of_a_package_counts() -> None:
    def source(number: int) -> str:
        return f"@decorate\ndef g(): return {number}\ndef f(): return g()"

    def decorate(function: Any) -> Any:
        return functools.singledispatch(function)

    assert differing(source(1), source(2), decorate=decorate)


@pytest.mark.parametrize("kind", [str, "path"])
def test_files_that_a_function_depends_on_count_by_content(tmp_path: Path, kind: Any) -> None:
    path = tmp_path / "data.csv"
    path.write_text("one")
    given = str(path) if kind is str else path
    tracker = FunctionTracker(lambda: 1, hasher=HASHER, depends_on=[given])
    before = tracker.state()
    assert f"file {path}" in before.parts
    assert tracker.state() is before
    path.write_text("two")
    after = tracker.state()
    assert after.digest != before.digest
    path.unlink()
    gone = tracker.state()
    assert len({before.digest, after.digest, gone.digest}) == 3
    path.write_text("one")
    assert tracker.state().digest == before.digest


def test_a_settled_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("one")
    os.utime(path, (1, 1))
    tracker = FunctionTracker(lambda: 1, hasher=HASHER, depends_on=[path])
    before = tracker.state()
    stamped = path.stat()
    path.write_text("two")
    os.utime(path, ns=(stamped.st_atime_ns, stamped.st_mtime_ns))
    assert tracker.state() is before
    os.utime(path, (2, 2))
    assert tracker.state().digest != before.digest


def test_a_folder_counts_with_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a").write_text("1")
    tracker = FunctionTracker(lambda: 1, hasher=HASHER, depends_on=[tmp_path])
    digests = {tracker.state().digest}
    (tmp_path / "inner" / "a").write_text("2")
    digests.add(tracker.state().digest)
    (tmp_path / "b").write_text("")
    digests.add(tracker.state().digest)
    (tmp_path / "b").rename(tmp_path / "c")
    digests.add(tracker.state().digest)
    assert len(digests) == 4


def test_modules_and_callables_can_be_depended_on(package: Callable[..., FunctionState]) -> None:
    def digest(body: int) -> bytes:
        package("def f(): pass", HELPERS.format(body), "LIMIT = 1")
        module = importlib.import_module("proj.helpers")
        return FunctionTracker(lambda: 1, hasher=HASHER, depends_on=[module]).state().digest

    assert digest(1) == digest(1) != digest(2)

    def other(body: str) -> bytes:
        function = run(f"def g(): return {body}")["g"]
        return FunctionTracker(lambda: 1, hasher=HASHER, depends_on=[function]).state().digest

    assert other("1") == other("1") != other("2")


def test_what_nothing_can_depend_on_is_refused() -> None:
    with pytest.raises(TypeError, match="takes paths of files and folders, modules and callables"):
        FunctionTracker(lambda: 1, hasher=HASHER, depends_on=[3])


def test_code_that_was_rewritten_counts_as_the_user_wrote_it() -> None:
    original = compile("def f():\n 1\n def g(): return x\n return g", "<s>", "exec")
    rewritten = compile("def f():\n show(1)\n def g(): return y\n return g", "<s>", "exec")

    def function(code: types.CodeType) -> Any:
        namespace: dict[str, Any] = {"__name__": "__main__"}
        exec(code, namespace)
        return namespace["f"]

    def digest(code: types.CodeType) -> bytes:
        return FunctionTracker(function(code), hasher=HASHER).state().digest

    before = digest(compile("def f():\n show(1)\n def g(): return y\n return g", "<s>", "exec"))
    register_source_code(rewritten, original)
    assert digest(rewritten) == digest(original) != before


def test_functions_and_classes_as_arguments_count_with_what_they_reach() -> None:
    def digest(source: str, make: Callable[[dict[str, Any]], Any]) -> bytes:
        return Hasher(bytes(32)).digest(make(run(source)))

    source = "def g(): return {}\ndef f(): return g()\nclass A:\n def h(self): return g()\n"
    for make in (
        lambda n: n["f"],
        lambda n: [n["f"]],
        lambda n: n["A"],
        lambda n: n["A"](),
        lambda n: {"a": [n["A"]()]},
        lambda n: n["A"]().h,
        lambda n: functools.partial(n["f"]),
    ):
        assert digest(source.format(1), make) == digest(source.format(1), make)
        assert digest(source.format(1), make) != digest(source.format(2), make)


def test_a_rerun_with_the_same_code_has_the_same_state() -> None:
    code = compile(SCRIPT, "<script>", "exec")
    digests = set()
    for _ in range(3):
        namespace: dict[str, Any] = {"__name__": "__main__"}
        exec(code, namespace)
        digests.add(FunctionTracker(namespace["f"], hasher=HASHER).state().digest)
    assert len(digests) == 1


def test_a_tracker_keeps_nothing_alive_once_it_is_gone() -> None:
    class Namespace(dict[str, Any]):
        pass

    namespace = Namespace(__name__="__main__")
    exec(compile(SCRIPT, "<script>", "exec"), namespace)
    FunctionTracker(namespace["f"], hasher=HASHER).state()
    Hasher(bytes(32)).digest(namespace["Model"](1))
    model = weakref.ref(namespace["Model"])
    function = weakref.ref(namespace["f"])
    namespace.clear()
    gc.collect()
    assert function() is None
    assert model() is None


def test_many_threads_may_ask_at_once() -> None:
    namespace = run(SCRIPT)
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    barrier = threading.Barrier(4)
    found: list[bytes] = []

    def ask() -> None:
        barrier.wait()
        found.extend(tracker.state().digest for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 200
    assert set(found) == {tracker.state().digest}


def test_the_state_of_a_function_with_immutable_captures_is_nearly_free() -> None:
    namespace = run("A = 1\nB = 'b'\nC = (1, 2)\ndef g(): return A\ndef f(): return g(), A, B, C")
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    tracker.state()
    fastest = min(timeit.repeat(tracker.state, number=1000, repeat=20)) / 1000
    assert fastest < 1e-6


def test_leaving_out_a_value_changes_no_other_part() -> None:
    namespace = run("a = [1]\ndef g(): return a\ndef f(): return a, g(), missing")
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    before = dict(tracker.state().parts)
    tracker.exclude(["global a", "global missing"], "a call changes it")
    del before["global a"], before["global missing"]
    assert tracker.state().parts == before
