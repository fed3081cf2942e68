"""What is kept outside of a process, and the keys that protect it."""
