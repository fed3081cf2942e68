"""Connections to databases, files and services: `st.connections`."""

from millstream.connections.base import BaseConnection, ExperimentalBaseConnection
from millstream.connections.callers_rights import SnowflakeCallersRightsConnection
from millstream.connections.duckdb import DuckDBConnection
from millstream.connections.files import FilesConnection
from millstream.connections.http import HTTPConnection
from millstream.connections.snowflake import SnowflakeConnection
from millstream.connections.sql import SQLConnection

__all__ = [
    "BaseConnection",
    "DuckDBConnection",
    "ExperimentalBaseConnection",
    "FilesConnection",
    "HTTPConnection",
    "SQLConnection",
    "SnowflakeCallersRightsConnection",
    "SnowflakeConnection",
]
