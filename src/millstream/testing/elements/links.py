"""Links: what they say is their value."""

from __future__ import annotations

from millstream.testing.elements.element import Element


class PageLink(Element):
    """`st.page_link`."""

    type = "page_link"
    help: str
    disabled: bool

    @property
    def value(self) -> str:
        """What is clicked."""
        return str(self._element.label)
