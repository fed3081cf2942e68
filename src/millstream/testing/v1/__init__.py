"""Tests of apps: the first version of this interface."""

from millstream.testing.app_test import AppTest
from millstream.testing.elements.widget import AppTestError

__all__ = ["AppTest", "AppTestError"]
