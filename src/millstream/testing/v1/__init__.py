"""Test an app without a browser: `AppTest` runs it, reads its elements and plays its user."""

from millstream.testing.v1.app_test import AppTest, AppTestError

__all__ = ["AppTest", "AppTestError"]
