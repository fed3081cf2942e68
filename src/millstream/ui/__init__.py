"""What users call: one file per element, named after the function."""
