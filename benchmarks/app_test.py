"""How long a rerun of a script with many keyed text inputs takes in `AppTest`, whichever package has it.

python benchmarks/app_test.py PACKAGE COUNT REPEATS

Runs alone, in the environment of the package that it measures; prints milliseconds as JSON.
"""

import importlib
import json
import logging
import sys
import time

SCRIPT = """
import streamlit as st
written = [st.text_input(f"input {{i}}", key=f"k{{i}}") for i in range({count})]
st.text(f"n = {{sum(map(len, written))}}")
"""


def main() -> None:
    """Write one more letter into the first input, again and again."""
    package, count, repeats = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    logging.disable(logging.WARNING)
    app_test = importlib.import_module(f"{package}.testing.v1").AppTest
    app = app_test.from_string(SCRIPT.format(count=count), default_timeout=600).run()
    milliseconds = []
    for letters in range(1, repeats + 2):
        app.text_input[0].set_value("x" * letters)
        started = time.perf_counter()
        app.run()
        milliseconds.append((time.perf_counter() - started) * 1000)
        assert app.text[0].value == f"n = {letters}"
    print(json.dumps(milliseconds[1:]))


main()
