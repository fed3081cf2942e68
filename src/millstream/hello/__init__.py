"""The demonstration that `millstream hello` shows."""
