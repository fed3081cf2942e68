# Written by `python tools/stub.py` from what runs; change ui/names.py instead.

from millstream import connections as connections
from millstream import errors as errors
from millstream.config import get_option as get_option
from millstream.config import secrets as secrets
from millstream.config import set_option as set_option
from millstream.connections.factory import connection as connection
from millstream.ui.alert import error as error
from millstream.ui.alert import info as info
from millstream.ui.alert import success as success
from millstream.ui.alert import warning as warning
from millstream.ui.button import button as button
from millstream.ui.cache import cache as cache
from millstream.ui.cache import cache_data as cache_data
from millstream.ui.cache import cache_resource as cache_resource
from millstream.ui.caption import caption as caption
from millstream.ui.chart import line_chart as line_chart
from millstream.ui.chart import scatter_chart as scatter_chart
from millstream.ui.checkbox import checkbox as checkbox
from millstream.ui.code import code as code
from millstream.ui.color_picker import color_picker as color_picker
from millstream.ui.columns import columns as columns
from millstream.ui.container import container as container
from millstream.ui.context import context as context
from millstream.ui.dataframe import dataframe as dataframe
from millstream.ui.dialog import dialog as dialog
from millstream.ui.divider import divider as divider
from millstream.ui.echo import echo as echo
from millstream.ui.empty import empty as empty
from millstream.ui.exception import exception as exception
from millstream.ui.expander import expander as expander
from millstream.ui.flow import rerun as rerun
from millstream.ui.flow import stop as stop
from millstream.ui.flow import uninterrupted as uninterrupted
from millstream.ui.form import form as form
from millstream.ui.form import form_submit_button as form_submit_button
from millstream.ui.fragment import fragment as fragment
from millstream.ui.heading import header as header
from millstream.ui.heading import subheader as subheader
from millstream.ui.heading import title as title
from millstream.ui.help import help as help
from millstream.ui.json import json as json
from millstream.ui.logo import logo as logo
from millstream.ui.markdown import markdown as markdown
from millstream.ui.navigation import navigation as navigation
from millstream.ui.number_input import number_input as number_input
from millstream.ui.page import Page as Page
from millstream.ui.page_config import set_page_config as set_page_config
from millstream.ui.page_link import page_link as page_link
from millstream.ui.progress import progress as progress
from millstream.ui.query_params import experimental_get_query_params as experimental_get_query_params
from millstream.ui.query_params import experimental_set_query_params as experimental_set_query_params
from millstream.ui.query_params import query_params as query_params
from millstream.ui.selectbox import selectbox as selectbox
from millstream.ui.session_hooks import on_session_end as on_session_end
from millstream.ui.session_hooks import on_session_start as on_session_start
from millstream.ui.session_state import session_state as session_state
from millstream.ui.sidebar import sidebar as sidebar
from millstream.ui.slider import slider as slider
from millstream.ui.spinner import spinner as spinner
from millstream.ui.status import status as status
from millstream.ui.switch_page import switch_page as switch_page
from millstream.ui.text import text as text
from millstream.ui.text_input import text_input as text_input
from millstream.ui.write import write as write
from millstream.ui.write_stream import write_stream as write_stream
from millstream.version import __version__ as __version__

__all__ = [
    "Page",
    "__version__",
    "button",
    "cache",
    "cache_data",
    "cache_resource",
    "caption",
    "checkbox",
    "code",
    "color_picker",
    "columns",
    "connection",
    "connections",
    "container",
    "context",
    "dataframe",
    "dialog",
    "divider",
    "echo",
    "empty",
    "error",
    "errors",
    "exception",
    "expander",
    "experimental_get_query_params",
    "experimental_set_query_params",
    "form",
    "form_submit_button",
    "fragment",
    "get_option",
    "header",
    "help",
    "info",
    "json",
    "line_chart",
    "logo",
    "markdown",
    "navigation",
    "number_input",
    "on_session_end",
    "on_session_start",
    "page_link",
    "progress",
    "query_params",
    "rerun",
    "scatter_chart",
    "secrets",
    "selectbox",
    "session_state",
    "set_option",
    "set_page_config",
    "sidebar",
    "slider",
    "spinner",
    "status",
    "stop",
    "subheader",
    "success",
    "switch_page",
    "text",
    "text_input",
    "title",
    "uninterrupted",
    "warning",
    "write",
    "write_stream",
]
