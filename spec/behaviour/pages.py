"""What scripts and users see of pages, step by step, in whichever package runs it.

As in `state.py`: each function drives one script and yields what can be seen after each step.
"""

DIFFERENCES = {
    "pages_that_do_not_go_together": "Any list that is none is refused with a word on what pages are.",
    "callables_of_all_kinds": "A page made of an object has the path that its title says.",
    "switching_in_the_script": "`st.switch_page` keeps what a link keeps: the widgets of the frame have their values.",
    "switching_with_parameters": "`st.switch_page` keeps what a link keeps: the widgets of the frame have their values.",
    "coroutines_as_pages": "A page may be a coroutine: it is awaited.",
}


def seen(at):
    """Give the texts on the page, the values of its fields, how many errors it shows, and the address."""
    fields = {each.label: each.value for each in at.text_input}
    query = {name: at.query_params[name] for name in sorted(at.query_params)}
    links = [each.value for each in at.page_link]
    return {
        "texts": [text.value for text in at.text],
        "fields": fields,
        "errors": len(at.exception),
        "query": query,
        "links": links,
    }


def click(at, label):
    """Click the button with a label, and run."""
    return next(each for each in at.button if each.label == label).click().run()


FACTS = """
import streamlit as st
def facts(*args, **kwargs):
    try:
        page = st.Page(*args, **kwargs)
        st.text(repr((page.title, page.icon, page.url_path, page.visibility, page.is_external,
                      page.external_url, page.help)))
    except Exception as error:
        st.text(type(error).__name__)
def my_page(): pass
"""


def facts_of_a_page(app):
    """Titles, icons and paths come from names, or are given."""
    at = app(
        FACTS
        + """
facts(my_page)
facts(my_page, title="Mine", icon="🎈", url_path="/mine/", help="*why*", visibility="hidden")
facts(my_page, default=True)
facts(my_page, default=True, url_path="mine")
facts(my_page, url_path=" spaced ")
facts(my_page, url_path="")
facts(my_page, url_path="a/b")
facts(my_page, icon="x")
facts(my_page, icon=":material/home:")
facts(my_page, visibility="x")
facts("https://example.org", title="The Manual")
facts("https://example.org")
facts("https://example.org", title="x", default=True)
facts("nothing.py")
"""
    ).run()
    yield seen(at)


def names_of_files(app):
    """The name of a file says the title, the icon and the path."""
    at = app(
        FACTS
        + """
import os, pathlib, tempfile
folder = pathlib.Path(tempfile.mkdtemp())
for stem in ("one", "01_two_words", "3 🎈 Balloon_page", "📈_chart", "UPPER_Case", "a.b", "01", "two-words", "02-x", "x__y",
             "1__2", "12abc", "🎈🎉 two", "🇦🇹_Austria", "x🎈", "_1_x", "©_x", "👩‍🚀 astro", "→_x", "★_x", "1 2 3", "_", "🎈"):
    (folder / f"{stem}.py").write_text("")
    facts(str(folder / f"{stem}.py"))
facts(folder / "one.py")
facts(str(folder))
"""
    ).run()
    yield seen(at)


def callables_of_all_kinds(app):
    """Functions, methods, partial functions and objects."""
    at = app(
        FACTS
        + """
import functools
class Thing:
    def __call__(self): pass
    def method(self): pass
facts(lambda: None)
facts(Thing().method)
facts(functools.partial(my_page))
facts(functools.partial(my_page), title="A b", url_path="ab")
facts(Thing())
facts(Thing(), title="A b")
"""
    ).run()
    yield seen(at)


def pages_that_do_not_go_together(app):
    """What `st.navigation` refuses."""
    at = app("""
import streamlit as st
def a(): st.text("a")
def b(): st.text("b")
def attempt(*args, **kwargs):
    try:
        page = st.navigation(*args, **kwargs)
        st.text(repr((page.title, page.url_path)))
    except Exception as error:
        st.text(type(error).__name__)
one = st.Page(a)
attempt([a, b]); attempt((a, b)); attempt({"S": [a], "T": (b,)}); attempt([a, st.Page(b, default=True)])
attempt([st.Page("https://example.org", title="x"), a]); attempt([st.Page(a, visibility="hidden"), b])
attempt([]); attempt({"S": []}); attempt([a, st.Page(b, url_path="a")]); attempt([one, one])
attempt([st.Page(a, default=True), st.Page(b, default=True)]); attempt([st.Page("https://example.org", title="x")])
attempt([None]); attempt([a], position="x"); attempt([a], expanded=-1); attempt([a], expanded="x")
attempt([a], position="top", expanded=3); attempt(x for x in (a, b)); attempt(a); attempt("a.py")
""").run()
    yield seen(at)


def drawing_the_open_page(app):
    """Only the page that `st.navigation` gives is drawn, and once."""
    at = app("""
import streamlit as st
def a(): st.text("a"); st.text(__name__)
def b(): st.text("b")
two = st.Page(b)
page = st.navigation([a, two])
for each in (two, page, page):
    try:
        st.text(repr(each.run()))
    except Exception as error:
        st.text(type(error).__name__)
""").run()
    yield seen(at)


def coroutines_as_pages(app):
    """A page that is a coroutine."""
    at = app("""
import streamlit as st
async def page(): st.text("in the page")
st.navigation([page]).run()
st.text("after it")
""").run()
    yield seen(at)


SWITCH = """
import streamlit as st
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.text_input("frame", key="frame")
def fields():
    st.text_input("box", key="box")
    st.text_input("nameless")
    st.text_input("here", key="here", persist_state="page")
    st.text_input("always", key="always", persist_state="session")
def go(): st.switch_page(TWO, query_params={"from": "callback"})
def one():
    st.text("one")
    fields()
    if st.button("plain"): st.switch_page(TWO)
    if st.button("query"): st.switch_page(TWO, query_params={"x": [1, 2], "y": "z"})
    st.button("callback", on_click=go)
    if st.button("set"): st.query_params.own = "1"
    st.page_link(TWO)
    st.page_link(ONE, label="Home", icon="🎈", query_params={"a": 1})
    st.page_link("https://example.org", label="Out")
def two():
    st.text("two")
    st.text(st.session_state.get("box", "nothing"))
    fields()
    if st.button("home"): st.switch_page(ONE)
ONE, TWO = st.Page(one), st.Page(two)
st.navigation([ONE, TWO]).run()
st.text(f"run {st.session_state.runs}")
"""


def switching_in_the_script(app):
    """The next run is on the other page; widgets of the frame stay."""
    at = app(SWITCH).run()
    for label in ("frame", "box", "nameless", "here", "always"):
        next(each for each in at.text_input if each.label == label).set_value(label.upper())
    yield seen(at.run())
    yield seen(click(at, "plain"))
    yield seen(at.run())
    yield seen(click(at, "home"))


def switching_with_parameters(app):
    """The parameters of a page are its own."""
    at = app(SWITCH).run()
    yield seen(click(at, "set"))
    yield seen(click(at, "query"))
    yield seen(click(at, "home"))
    yield seen(click(at, "callback"))


def what_cannot_be_switched_to(app):
    """Pages elsewhere, files that are no pages, parameters that are none."""
    at = app("""
import streamlit as st
def a(): pass
page = st.Page(a)
out = st.Page("https://example.org", title="x")
st.navigation([page, out])
def attempt(function, *args, **kwargs):
    try:
        function(*args, **kwargs)
        st.text("fine")
    except Exception as error:
        st.text(type(error).__name__)
attempt(st.switch_page, "nothing.py"); attempt(st.switch_page, out); attempt(st.switch_page, "https://example.org")
attempt(st.switch_page, page, query_params=3); attempt(st.switch_page, page, query_params={"a": {"b": 1}})
attempt(st.switch_page, page, query_params={"embed": "true"})
attempt(st.page_link, "nothing.py"); attempt(st.page_link, "https://example.org"); attempt(st.page_link, out)
attempt(st.page_link, "mailto:a@b.c", label="x"); attempt(st.page_link, page, icon="zzz")
attempt(st.page_link, page, icon_position="top"); attempt(st.page_link, page, width="zz")
attempt(st.page_link, page, query_params=[("a", 1), ("b", ["x", "y"])]); attempt(st.page_link, page, label="")
""").run()
    yield seen(at)


def pages_that_depend_on_the_user(app):
    """Pages come and go; who is on one that goes is on the first."""
    at = app("""
import streamlit as st
def login():
    st.text("login")
    if st.button("in"): st.session_state.user = 1; st.rerun()
def home():
    st.text("home")
    if st.button("leave"): st.switch_page(LEAVE)
def leave():
    st.text("leave")
    if st.button("out"): del st.session_state.user; st.rerun()
LEAVE = st.Page(leave)
st.navigation([home, LEAVE] if "user" in st.session_state else [login]).run()
""").run()
    yield seen(at)
    yield seen(click(at, "in"))
    yield seen(click(at, "leave"))
    yield seen(click(at, "out"))
    yield seen(click(at, "in"))


def files_as_pages(app):
    """A file is a script of its own, with globals of its own."""
    at = app("""
import pathlib, streamlit as st, tempfile
folder = pathlib.Path(st.session_state.setdefault("folder", tempfile.mkdtemp()))
(folder / "report.py").write_text(
    "import streamlit as st\\n"
    "st.text(f\\"{__name__} {'shared' in globals()} {__file__.endswith('report.py')}\\")\\n"
    "shared = 'report'\\n"
    "if st.button('again'): st.rerun()\\n"
    "if st.button('home'): st.switch_page(st.session_state.home)\\n"
)
shared = "app"
def home():
    st.text("home")
    if st.button("go"): st.switch_page(str(folder / "report.py"))
st.session_state.home = st.Page(home)
st.navigation([st.session_state.home, str(folder / "report.py")]).run()
st.text(shared)
""").run()
    yield seen(at)
    yield seen(click(at, "go"))
    yield seen(click(at, "again"))
    yield seen(click(at, "home"))


def what_is_around_the_page(app):
    """`st.set_page_config` and `st.logo` refuse what is none."""
    at = app("""
import streamlit as st
def attempt(function, *args, **kwargs):
    try:
        st.text(repr(function(*args, **kwargs)))
    except Exception as error:
        st.text(type(error).__name__)
config, logo = st.set_page_config, st.logo
attempt(config); attempt(config, "T", "🎈", "wide", "collapsed", {"About": "*x*"}); attempt(config, page_icon="random")
attempt(config, page_icon=":balloon:"); attempt(config, page_icon="x"); attempt(config, page_icon="https://example.org/x.png")
attempt(config, layout="zz"); attempt(config, initial_sidebar_state="zz"); attempt(config, initial_sidebar_state=300)
attempt(config, initial_sidebar_state=-3); attempt(config, initial_sidebar_state=300.5)
attempt(config, initial_sidebar_state="locked")
attempt(config, menu_items={"Get Help": "https://example.org", "report a bug": None}); attempt(config, menu_items={"zz": "x"})
attempt(config, menu_items={"Get help": "not an address"})
attempt(logo, "https://example.org/x.png", size="large", link="https://example.org"); attempt(logo, ":material/home:")
attempt(logo, "🎈", icon_image="🎉"); attempt(logo, "<svg xmlns='http://www.w3.org/2000/svg'></svg>")
attempt(logo, "x"); attempt(logo, "nothing.png"); attempt(logo, "🎈", size="zz"); attempt(logo, "🎈", link="zz")
attempt(logo, "🎈", icon_image="nothing"); attempt(logo, b"123"); attempt(logo, None)
st.text("the script goes on")
""").run()
    yield seen(at)
