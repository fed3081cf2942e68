"""The kinds of elements that a page, or a part of it, can be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from millstream.testing.elements import status as states
from millstream.testing.elements import text as texts
from millstream.testing.elements.choices import Selectbox
from millstream.testing.elements.data import Dataframe
from millstream.testing.elements.fields import ColorPicker, TextInput
from millstream.testing.elements.links import PageLink
from millstream.testing.elements.lists import BlockList, ElementList, WidgetList
from millstream.testing.elements.numbers import NumberInput, Slider
from millstream.testing.elements.toggles import Button, Checkbox, Toggle

if TYPE_CHECKING:
    from millstream.testing.elements.layout import Column, Container, Expander, Form, Status


class Queries:
    """All elements of a kind, from top to bottom; in a page the sidebar comes last."""

    def get(self, element_type: str) -> Sequence[Any]:
        """Give all elements or blocks of a kind."""
        raise NotImplementedError

    @property
    def caption(self) -> ElementList[texts.Caption]:
        """What `st.caption` drew."""
        return ElementList(self.get("caption"))

    @property
    def code(self) -> ElementList[texts.Code]:
        """What `st.code` drew."""
        return ElementList(self.get("code"))

    @property
    def dataframe(self) -> ElementList[Dataframe]:
        """What `st.dataframe` drew."""
        return ElementList(self.get("dataframe"))

    @property
    def divider(self) -> ElementList[texts.Divider]:
        """What `st.divider` drew."""
        return ElementList(self.get("divider"))

    @property
    def error(self) -> ElementList[states.Error]:
        """What `st.error` drew."""
        return ElementList(self.get("error"))

    @property
    def exception(self) -> ElementList[states.Exception]:
        """Exceptions: what `st.exception` drew, and what the script did not catch."""
        return ElementList(self.get("exception"))

    @property
    def header(self) -> ElementList[texts.Header]:
        """What `st.header` drew."""
        return ElementList(self.get("header"))

    @property
    def help(self) -> ElementList[texts.Help]:
        """What `st.help` drew."""
        return ElementList(self.get("help_info"))

    @property
    def info(self) -> ElementList[states.Info]:
        """What `st.info` drew."""
        return ElementList(self.get("info"))

    @property
    def json(self) -> ElementList[texts.Json]:
        """What `st.json` drew."""
        return ElementList(self.get("json"))

    @property
    def markdown(self) -> ElementList[texts.Markdown]:
        """What `st.markdown` drew."""
        return ElementList(self.get("markdown"))

    @property
    def progress(self) -> ElementList[states.Progress]:
        """What `st.progress` drew."""
        return ElementList(self.get("progress"))

    @property
    def subheader(self) -> ElementList[texts.Subheader]:
        """What `st.subheader` drew."""
        return ElementList(self.get("subheader"))

    @property
    def success(self) -> ElementList[states.Success]:
        """What `st.success` drew."""
        return ElementList(self.get("success"))

    @property
    def text(self) -> ElementList[texts.Text]:
        """What `st.text` drew."""
        return ElementList(self.get("text"))

    @property
    def title(self) -> ElementList[texts.Title]:
        """What `st.title` drew."""
        return ElementList(self.get("title"))

    @property
    def warning(self) -> ElementList[states.Warning]:
        """What `st.warning` drew."""
        return ElementList(self.get("warning"))

    @property
    def button(self) -> WidgetList[Button]:
        """What `st.button` drew."""
        return WidgetList(self.get("button"))

    @property
    def form_submit_button(self) -> WidgetList[Button]:
        """What `st.form_submit_button` drew; `button` has them too."""
        return WidgetList([each for each in self.get("button") if each.submit])

    @property
    def checkbox(self) -> WidgetList[Checkbox]:
        """What `st.checkbox` drew."""
        return WidgetList(self.get("checkbox"))

    @property
    def color_picker(self) -> WidgetList[ColorPicker]:
        """What `st.color_picker` drew."""
        return WidgetList(self.get("color_picker"))

    @property
    def number_input(self) -> WidgetList[NumberInput]:
        """What `st.number_input` drew."""
        return WidgetList(self.get("number_input"))

    @property
    def page_link(self) -> ElementList[PageLink]:
        """What `st.page_link` drew."""
        return ElementList(self.get("page_link"))

    @property
    def selectbox(self) -> WidgetList[Selectbox]:
        """What `st.selectbox` drew."""
        return WidgetList(self.get("selectbox"))

    @property
    def slider(self) -> WidgetList[Slider]:
        """What `st.slider` drew."""
        return WidgetList(self.get("slider"))

    @property
    def text_input(self) -> WidgetList[TextInput]:
        """What `st.text_input` drew."""
        return WidgetList(self.get("text_input"))

    @property
    def toggle(self) -> WidgetList[Toggle]:
        """What `st.toggle` drew."""
        return WidgetList(self.get("toggle"))

    @property
    def columns(self) -> BlockList[Column]:
        """Each column of all `st.columns`."""
        return BlockList(self.get("columns"))

    @property
    def container(self) -> BlockList[Container]:
        """What `st.container` drew."""
        return BlockList(self.get("container"))

    @property
    def form(self) -> BlockList[Form]:
        """What `st.form` drew."""
        return BlockList(self.get("form"))

    @property
    def expander(self) -> BlockList[Expander]:
        """What `st.expander` drew."""
        return BlockList(self.get("expander"))

    @property
    def status(self) -> BlockList[Status]:
        """What `st.status` drew."""
        return BlockList(self.get("status"))
