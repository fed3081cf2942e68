"""What scripts and users see of state and widgets, step by step, in whichever package runs it.

Each function drives one script through `AppTest` and yields what can be seen after each step. What Streamlit 1.67 shows is kept
in `streamlit-1.67.json`, written by `record.py`; `DIFFERENCES` says where Millstream shows something else, and why.
"""

DIFFERENCES = {
    "parameters_of_a_keyed_widget": "A key is enough to know a widget again: its value stays while it fits.",
    "exception_in_a_callback": "The script runs all the same: the page stays usable, with the error on it.",
    "values_of_the_users_own": "A choice is the very object that the script gave.",
    "bound_to_the_query": "The address of AppTest follows bound widgets as a browser's does.",
}

KEYS = ("a", "b", "below", "go", "k", "kept", "log", "n", "name", "runs", "s", "show", "stop", "t")
"""The keys that the scripts use."""


def seen(at):
    """Give the texts on the page, how many errors it shows, and the session state."""
    state = {key: repr(at.session_state[key]) for key in KEYS if key in at.session_state}
    return {"texts": [text.value for text in at.text], "errors": len(at.exception), "state": state}


def first_value_of_a_key(app):
    """A key that has a value before its widget is drawn gives it to the widget."""
    at = app("""
import streamlit as st
if "name" not in st.session_state:
    st.session_state.name = "Ada"
st.text(st.text_input("Name", key="name"))
""").run()
    yield seen(at)
    yield seen(at.text_input[0].set_value("Grace").run())
    yield seen(at.run())


def key_and_default(app):
    """Of a default and a value set before, the value counts."""
    at = app("""
import streamlit as st
st.session_state.setdefault("n", 4)
st.text(st.number_input("n", 0, 10, 2, key="n"))
""").run()
    yield seen(at)
    yield seen(at.number_input[0].set_value(7).run())


def set_after_drawing(app):
    """Setting a widget's key after it is drawn is an error; the page stays usable."""
    at = app("""
import streamlit as st
st.text(st.text_input("t", "x", key="t"))
if st.button("set"):
    st.session_state.t = "y"
st.text("end")
""").run()
    yield seen(at)
    yield seen(at.button[0].click().run())
    yield seen(at.run())


def set_in_a_callback(app):
    """A callback may set the key of any widget."""
    at = app("""
import streamlit as st
def reset():
    st.session_state.t = "from the callback"
st.text(st.text_input("t", "x", key="t"))
st.button("reset", on_click=reset)
""").run()
    yield seen(at.text_input[0].set_value("typed").run())
    yield seen(at.button[0].click().run())


def callback_sees_the_new_value(app):
    """A callback runs before the script, with the new value and its arguments."""
    at = app("""
import streamlit as st
st.session_state.setdefault("log", [])
def note(prefix, suffix=""):
    st.session_state.log.append(prefix + st.session_state.t + suffix)
st.text_input("t", "x", key="t", on_change=note, args=("<",), kwargs={"suffix": ">"})
st.text(st.session_state.log)
""").run()
    yield seen(at)
    yield seen(at.text_input[0].set_value("a").run())
    yield seen(at.text_input[0].set_value("a").run())
    yield seen(at.text_input[0].set_value("b").run())


def button_is_true_once(app):
    """A button is true for one run."""
    at = app("""
import streamlit as st
st.text(st.button("go", key="go"))
""").run()
    yield seen(at)
    yield seen(at.button[0].click().run())
    yield seen(at.run())


def button_refuses_a_value(app):
    """A button's key cannot be set."""
    at = app("""
import streamlit as st
st.session_state.go = True
st.button("go", key="go")
st.text("end")
""").run()
    yield seen(at)


def deleted_key(app):
    """A key that is deleted before its widget gives the widget its default again."""
    at = app("""
import streamlit as st
if st.button("forget"):
    del st.session_state["t"]
st.text(st.text_input("t", "default", key="t"))
""").run()
    yield seen(at.text_input[0].set_value("x").run())
    yield seen(at.button[0].click().run())


def missing_key(app):
    """Reading a key that is not there is an error, by item and by attribute."""
    at = app("""
import streamlit as st
try:
    st.session_state["no"]
except Exception as error:
    st.text(type(error).__name__)
try:
    st.session_state.no
except Exception as error:
    st.text(type(error).__name__)
try:
    del st.session_state["no"]
except Exception as error:
    st.text(type(error).__name__)
st.text("no" in st.session_state)
st.text(st.session_state.get("no", 3))
st.text(sorted(st.session_state))
""").run()
    yield seen(at)


def hidden_widget(app):
    """A widget that is not drawn loses its value, and its key."""
    at = app("""
import streamlit as st
if st.checkbox("show", True, key="show"):
    st.text_input("t", "default", key="t")
st.text(st.session_state.get("t", "gone"))
""").run()
    yield seen(at.text_input[0].set_value("x").run())
    yield seen(at.checkbox[0].uncheck().run())
    yield seen(at.run())
    yield seen(at.checkbox[0].check().run())


def hidden_value_kept_by_hand(app):
    """What users write to keep a hidden widget's value works."""
    at = app("""
import streamlit as st
st.session_state.setdefault("kept", "default")
def keep():
    st.session_state.kept = st.session_state._t
if st.checkbox("show", True):
    st.text_input("t", st.session_state.kept, key="_t", on_change=keep)
st.text(st.session_state.kept)
""").run()
    yield seen(at.text_input[0].set_value("x").run())
    yield seen(at.checkbox[0].uncheck().run())
    yield seen(at.checkbox[0].check().run())


def parameters_of_a_keyed_widget(app):
    """A widget with a key keeps its value when its parameters change, where it still fits."""
    at = app("""
import streamlit as st
most = st.number_input("most", 1, 100, 10)
st.text(st.slider(f"up to {most}", 0, most, 1, key="n"))
""").run()
    yield seen(at.slider[0].set_value(8).run())
    yield seen(at.number_input[0].set_value(20).run())


def parameters_of_a_widget_without_key(app):
    """A widget without a key is another one when its parameters change."""
    at = app("""
import streamlit as st
st.text(st.text_input("t" if st.checkbox("other") else "u", "default"))
""").run()
    yield seen(at.text_input[0].set_value("x").run())
    yield seen(at.checkbox[0].check().run())
    yield seen(at.checkbox[0].uncheck().run())


def options_that_change(app):
    """A choice that is no option any more becomes the default."""
    at = app("""
import streamlit as st
more = st.checkbox("more")
st.text(st.selectbox("s", ["x", "b", "c"] if more else ["a", "b"], key="s"))
""").run()
    yield seen(at.selectbox[0].select("b").run())
    yield seen(at.checkbox[0].check().run())
    yield seen(at.selectbox[0].select("c").run())
    yield seen(at.checkbox[0].uncheck().run())


def set_out_of_range(app):
    """A script sets a value that the widget cannot have."""
    at = app("""
import streamlit as st
st.session_state.setdefault("n", 50)
st.text(st.number_input("n", 0, 10, 2, key="n"))
""").run()
    yield seen(at)


def two_widgets_alike(app):
    """Two widgets that are alike and have no keys are an error; so are two with one key."""
    at = app("""
import streamlit as st
st.text_input("t")
try:
    st.text_input("t")
except Exception as error:
    st.text(type(error).__name__)
st.text_input("u", key="k")
try:
    st.text_input("v", key="k")
except Exception as error:
    st.text(type(error).__name__)
""").run()
    yield seen(at)


def moved_widget(app):
    """A widget keeps its value when others appear above it."""
    at = app("""
import streamlit as st
if st.checkbox("more"):
    st.text_input("above")
st.text(st.text_input("below"))
""").run()
    yield seen(at.text_input[0].set_value("x").run())
    yield seen(at.checkbox[0].check().run())


def rerun_in_the_middle(app):
    """A script that asks for another run starts again with its state."""
    at = app("""
import streamlit as st
st.session_state.setdefault("n", 0)
if st.session_state.n < 3:
    st.session_state.n += 1
    st.rerun()
st.text(st.session_state.n)
""").run()
    yield seen(at)


def stop_in_the_middle(app):
    """Nothing below `st.stop` is drawn, and what stood there loses its value."""
    at = app("""
import streamlit as st
if st.checkbox("stop", key="stop"):
    st.stop()
st.text(st.text_input("t", "default", key="t"))
""").run()
    yield seen(at.text_input[0].set_value("x").run())
    yield seen(at.checkbox[0].check().run())
    yield seen(at.checkbox[0].uncheck().run())


def exception_in_the_middle(app):
    """A script that fails leaves its state usable."""
    at = app("""
import streamlit as st
n = st.number_input("n", 0, 10, 2, key="n")
st.text(1 / (n - 3))
st.text_input("below", "default", key="below")
""").run()
    yield seen(at.text_input[0].set_value("x").run())
    yield seen(at.number_input[0].set_value(3).run())
    yield seen(at.number_input[0].set_value(4).run())


def exception_in_a_callback(app):
    """A callback that fails shows its error, and the script runs or does not."""
    at = app("""
import streamlit as st
def fail():
    raise ValueError("no")
st.session_state.setdefault("runs", 0)
st.session_state.runs += 1
st.button("go", on_click=fail)
st.text(st.session_state.runs)
""").run()
    yield seen(at.button[0].click().run())
    yield seen(at.run())


def form_values_arrive_together(app):
    """The values of a form come with its submit button."""
    at = app("""
import streamlit as st
with st.form("f"):
    a = st.text_input("a", key="a")
    b = st.number_input("b", 0, 10, 1, key="b")
    sent = st.form_submit_button("Send")
st.text(f"{a} {b} {sent}")
""").run()
    at.text_input[0].set_value("x")
    at.number_input[0].set_value(5)
    yield seen(at.button[0].click().run())
    yield seen(at.run())


def attributes_and_items(app):
    """Attributes and items are the same; the state is a mapping."""
    at = app("""
import streamlit as st
st.session_state.a = 1
st.session_state["b"] = [2]
st.session_state.update(c=3)
st.session_state.b.append(4)
st.text(sorted(st.session_state.to_dict().items()))
st.text(len(st.session_state))
st.text(st.session_state.pop("a"))
st.text(sorted(st.session_state.keys()))
st.text(st.session_state.setdefault("a", 9))
""").run()
    yield seen(at)


def values_of_the_users_own(app):
    """A choice gives the user's own object; a class without equality works."""
    at = app("""
import streamlit as st
class City:
    def __init__(self, name):
        self.name = name
if "cities" not in st.session_state:
    st.session_state.cities = [City("Rome"), City("Oslo")]
city = st.selectbox("City", st.session_state.cities, format_func=lambda city: city.name)
st.text(f"{city.name} {any(city is each for each in st.session_state.cities)}")
del st.session_state["cities"], city
""").run()
    yield {"texts": [text.value for text in at.text]}


def none_for_no_choice(app):
    """A select box without an index has no value until one is chosen, and can be cleared."""
    at = app("""
import streamlit as st
st.text(st.selectbox("s", ["a", "b"], index=None, key="s"))
st.text(st.number_input("n", value=None, key="n"))
st.text(st.text_input("t", value=None, key="t"))
""").run()
    yield seen(at)
    yield seen(at.selectbox[0].select("b").run())
    yield seen(at.selectbox[0].set_value(None).run())


def disabled_widget(app):
    """A disabled widget has its value, and shows what the script sets."""
    at = app("""
import streamlit as st
st.session_state.setdefault("t", "fixed")
st.text(st.text_input("t", key="t", disabled=True))
""").run()
    yield seen(at)


def quiet_change(app):
    """A change that is ignored counts from the next run on."""
    at = app("""
import streamlit as st
st.text(st.text_input("t", "x", key="t", on_change="ignore"))
""").run()
    yield seen(at.text_input[0].set_value("y").run())


def value_that_lasts(app):
    """A widget with `persist_state` has its value again when it is drawn again."""
    at = app("""
import streamlit as st
if st.checkbox("show", True, key="show"):
    st.text_input("t", "default", key="t", persist_state="session")
st.text(st.session_state.get("t", "gone"))
""").run()
    yield seen(at.text_input[0].set_value("x").run())
    yield seen(at.checkbox[0].uncheck().run())
    yield seen(at.checkbox[0].check().run())


def bound_to_the_query(app):
    """A widget that is bound shows its value in the address."""
    at = app("""
import streamlit as st
st.text(st.text_input("t", "x", key="t", bind="query-params"))
""").run()
    yield {**seen(at), "query": dict(at.query_params)}
    yield {**seen(at.text_input[0].set_value("y").run()), "query": dict(at.query_params)}


def query_parameters(app):
    """Query parameters can be set, read, repeated and removed."""
    at = app("""
import streamlit as st
st.text(st.query_params.to_dict())
st.query_params["a"] = 1
st.query_params.b = ["x", "y"]
st.text(st.query_params["b"])
st.text(st.query_params.get_all("b"))
st.text("c" in st.query_params)
del st.query_params["a"]
st.text(st.query_params.to_dict())
st.query_params.from_dict({"z": "1"})
st.text(dict(st.query_params))
st.query_params.clear()
st.text(len(st.query_params))
try:
    st.query_params["no"]
except Exception as error:
    st.text(type(error).__name__)
try:
    st.query_params["a"] = {"b": 1}
except Exception as error:
    st.text(type(error).__name__)
""").run()
    yield seen(at)
