"""What stands in the page of an app under test: one small class per kind of element."""
