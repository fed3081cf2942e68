"""Texts: what they say is their value."""

from __future__ import annotations

from millstream.testing.elements.element import Element


class Text(Element):
    """`st.text`."""

    type = "text"
    help: str

    @property
    def value(self) -> str:
        """The text."""
        return str(self._element.body)


class Markdown(Element):
    """`st.markdown`, and what `st.write` makes of text and numbers."""

    type = "markdown"
    help: str
    allow_html: bool

    @property
    def value(self) -> str:
        """The Markdown."""
        return str(self._element.body)

    @property
    def is_caption(self) -> bool:
        """Whether it is a caption."""
        return bool(self._element.caption)


class Caption(Markdown):
    """`st.caption`."""

    type = "caption"


class Divider(Markdown):
    """`st.divider`."""

    type = "divider"
    allow_html = False

    @property
    def value(self) -> str:
        """What Markdown writes for a rule."""
        return "---"

    @property
    def is_caption(self) -> bool:
        """Whether it is a caption."""
        return False


class HeadingBase(Element):
    """What headings of all levels have."""

    anchor: str
    help: str
    icon: str

    @property
    def value(self) -> str:
        """The Markdown of the heading."""
        return str(self._element.body)

    @property
    def tag(self) -> str:
        """The HTML tag: h1, h2 or h3."""
        return f"h{self._element.level}"

    @property
    def hide_anchor(self) -> bool:
        """Whether it can not be linked to."""
        return bool(self._element.no_anchor)


class Title(HeadingBase):
    """`st.title`."""

    type = "title"


class Header(HeadingBase):
    """`st.header`."""

    type = "header"


class Subheader(HeadingBase):
    """`st.subheader`."""

    type = "subheader"


class Code(Element):
    """`st.code`."""

    type = "code"

    @property
    def value(self) -> str:
        """The source code."""
        return str(self._element.body)

    @property
    def language(self) -> str:
        """The language, "plaintext" where there is none."""
        return self._element.language or "plaintext"

    @property
    def show_line_numbers(self) -> bool:
        """Whether lines are numbered."""
        return bool(self._element.line_numbers)


class Json(Element):
    """`st.json`."""

    type = "json"

    @property
    def value(self) -> str:
        """The document, as JSON text."""
        return str(self._element.body)

    @property
    def expanded(self) -> bool:
        """Whether it starts unfolded, at least in part."""
        return bool(self._element.depth)


class Help(Element):
    """`st.help`, and what `st.write` makes of functions, classes and modules."""

    type = "help_info"
    name: str

    @property
    def value(self) -> str:
        """The signature, or what the object is."""
        return str(self._element.value)

    @property
    def doc_string(self) -> str:
        """What the object says of itself."""
        return str(self._element.doc)
