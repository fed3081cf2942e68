"""The public ``st`` namespace."""
