"""Compile a user's script, run it from top to bottom, and know which run the calling code belongs to."""
