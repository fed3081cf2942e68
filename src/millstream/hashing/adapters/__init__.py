"""How the types of libraries are encoded: one library each, loaded with its first value."""
