# Written by `python tools/stub.py` from what runs; change ui/names.py instead.

from typing import Generic, TypeVar

import millstream.ui.alert
import millstream.ui.button
import millstream.ui.caption
import millstream.ui.chart
import millstream.ui.checkbox
import millstream.ui.code
import millstream.ui.color_picker
import millstream.ui.columns
import millstream.ui.container
import millstream.ui.dataframe
import millstream.ui.divider
import millstream.ui.empty
import millstream.ui.exception
import millstream.ui.expander
import millstream.ui.form
import millstream.ui.heading
import millstream.ui.help
import millstream.ui.json
import millstream.ui.markdown
import millstream.ui.number_input
import millstream.ui.page_link
import millstream.ui.progress
import millstream.ui.selectbox
import millstream.ui.slider
import millstream.ui.spinner
import millstream.ui.status
import millstream.ui.text
import millstream.ui.text_input
import millstream.ui.write
import millstream.ui.write_stream

_Function = TypeVar("_Function")

class _Method(Generic[_Function]):
    def __init__(self, function: _Function) -> None: ...
    def __get__(self, place: object, owner: type | None = None) -> _Function: ...

class Methods:
    button = _Method(millstream.ui.button.button)
    caption = _Method(millstream.ui.caption.caption)
    checkbox = _Method(millstream.ui.checkbox.checkbox)
    code = _Method(millstream.ui.code.code)
    color_picker = _Method(millstream.ui.color_picker.color_picker)
    columns = _Method(millstream.ui.columns.columns)
    container = _Method(millstream.ui.container.container)
    dataframe = _Method(millstream.ui.dataframe.dataframe)
    divider = _Method(millstream.ui.divider.divider)
    empty = _Method(millstream.ui.empty.empty)
    error = _Method(millstream.ui.alert.error)
    exception = _Method(millstream.ui.exception.exception)
    expander = _Method(millstream.ui.expander.expander)
    form = _Method(millstream.ui.form.form)
    form_submit_button = _Method(millstream.ui.form.form_submit_button)
    header = _Method(millstream.ui.heading.header)
    help = _Method(millstream.ui.help.help)
    info = _Method(millstream.ui.alert.info)
    json = _Method(millstream.ui.json.json)
    line_chart = _Method(millstream.ui.chart.line_chart)
    markdown = _Method(millstream.ui.markdown.markdown)
    number_input = _Method(millstream.ui.number_input.number_input)
    page_link = _Method(millstream.ui.page_link.page_link)
    progress = _Method(millstream.ui.progress.progress)
    scatter_chart = _Method(millstream.ui.chart.scatter_chart)
    selectbox = _Method(millstream.ui.selectbox.selectbox)
    slider = _Method(millstream.ui.slider.slider)
    spinner = _Method(millstream.ui.spinner.spinner)
    status = _Method(millstream.ui.status.status)
    subheader = _Method(millstream.ui.heading.subheader)
    success = _Method(millstream.ui.alert.success)
    text = _Method(millstream.ui.text.text)
    text_input = _Method(millstream.ui.text_input.text_input)
    title = _Method(millstream.ui.heading.title)
    warning = _Method(millstream.ui.alert.warning)
    write = _Method(millstream.ui.write.write)
    write_stream = _Method(millstream.ui.write_stream.write_stream)
