"""Write down what a package shows in each step of the scenarios beside this file.

    python spec/behaviour/record.py PACKAGE > spec/behaviour/streamlit-1.67.json

Runs in an environment of the package's own. Nothing of Streamlit is needed for the tests, which compare Millstream with the file.
"""

import importlib.util
import inspect
import json
import logging
import sys
from pathlib import Path

TOPICS = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "record")


def scenarios(topic):
    """Give the functions of a file that drive an app, by name, and what is known to differ."""
    spec = importlib.util.spec_from_file_location(
        f"behaviour_{topic}", Path(__file__).with_name(f"{topic}.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = {
        name: function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and list(inspect.signature(function).parameters) == ["app"]
    }
    return found, module.DIFFERENCES


def record(app_test, function):
    """Drive an app; give what is seen after each step as JSON has it."""
    steps = function(lambda script: app_test.from_string(script, default_timeout=60))
    return json.loads(json.dumps(list(steps)))


def main():
    """Record every scenario."""
    logging.disable(logging.WARNING)
    app_test = importlib.import_module(f"{sys.argv[1]}.testing.v1").AppTest
    found = {}
    for topic in TOPICS:
        functions, _ = scenarios(topic)
        found[topic] = {name: record(app_test, function) for name, function in functions.items()}
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
