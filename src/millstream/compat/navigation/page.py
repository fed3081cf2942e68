"""`streamlit.navigation.page`: the class of pages, for annotations."""

from millstream.ui.page import Page

__all__ = ["Page", "StreamlitPage"]

StreamlitPage = Page
