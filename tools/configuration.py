"""Write `docs/configuration.md` from the table of options.

python tools/configuration.py            write it
python tools/configuration.py --check    fail if it is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from millstream.cli.show import toml
from millstream.config import OPTIONS, Option
from millstream.config.table import SECTIONS

PAGE = Path(__file__).parent.parent / "docs/configuration.md"

HEADER = """\
# Configuration

<!-- Written by `python tools/configuration.py` from `src/millstream/config/sections/`; change those instead. -->

Millstream knows every option of Streamlit 1.67, and a few of its own (`cache.*`, `session.*`, `runner.persistState`).
The value of an option comes from the last of these places that has one:

| | place | example |
|---|---|---|
| 1 | the default | |
| 2 | `~/.streamlit/config.toml`, then `~/.millstream/config.toml` | `[server]`<br>`port = 8080` |
| 3 | the same two in the folder the app is started in | |
| 4 | the same two in the folder of the script | |
| 5 | an environment variable `STREAMLIT_*`, then `MILLSTREAM_*` | `MILLSTREAM_SERVER_PORT=8080` |
| 6 | a flag of `millstream run`, `hello` or `config show` | `--server.port 8080` |
| 7 | the script itself, for options marked with **s** | `st.set_option("client.toolbarMode", "viewer")` |

The name of a variable is that of the option in upper case, with an underscore for each dot and before each capital.
Lists are TOML lists in files; in variables and flags they are JSON (`["a", "b"]`) or text with commas; a flag may be
repeated. Tables are JSON there.

`millstream config show` prints every option with its value and where that comes from. A name that is no option is one
line in the log, with the name that is most like it (on the command line it is an error); a value that an option
cannot have ends the command with one line that says what has to be there. A script reads any option with
`st.get_option`.
"""

THEME = """\
All are checked and sent to the browser. The page follows `base`, the colours of accent, backgrounds, text, borders
and links, the main palette, the three fonts, `baseRadius` and `baseFontSize`, as `[theme]` has them; the others
change nothing that is drawn today.

`base`, `fontFaces`, `baseFontSize`, `baseFontWeight`, `metricValueFontSize`, `metricValueFontWeight` and
`showSidebarBorder` are set once. The others can also be set in `[theme.sidebar]`, `[theme.light]`, `[theme.dark]`,
`[theme.light.sidebar]` and `[theme.dark.sidebar]`.
"""


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` compare it; the exit status says if it was right."""
    text = page()
    if arguments != ["--check"]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text("utf-8") == text:
        return 0
    print(f"docs/{PAGE.name} is not what the options are; write it: python tools/configuration.py")
    return 1


def page() -> str:
    """Return the page."""
    return "\n".join([HEADER, *_sections()])


def _sections() -> Iterator[str]:
    for section, about in SECTIONS.items():
        if section.startswith("theme."):
            continue
        options = [option for option in OPTIONS.values() if option.section == section]
        yield f"## `{section}`: {about[0].lower()}{about[1:].rstrip('.')}\n"
        if section == "theme":
            yield THEME
        yield from _used([option for option in options if not option.unused])
        yield from _unused([option for option in options if option.unused])


def _used(options: list[Option]) -> Iterator[str]:
    if options:
        yield "| option | expects | default | |\n|---|---|---|---|"
        yield from (_row(option) for option in options)
        yield ""


def _row(option: Option) -> str:
    mark = " **s**" if option.scriptable else ""
    default = "" if option.default is None else f"`{toml(option.default)}`"
    cells = (f"`{option.name}`{mark}", option.kind.words, default, option.help)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _unused(options: list[Option]) -> Iterator[str]:
    if options:
        yield "Accepted, and without effect:\n"
        yield "| option | what it is for | why it changes nothing |\n|---|---|---|"
        yield from (f"| `{each.name}` | {each.help} | {each.unused} |" for each in options)
        yield ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
