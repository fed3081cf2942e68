"""Mistakes that can be seen in a script without running it: one file for each rule."""
