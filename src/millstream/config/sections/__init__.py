"""The options, one file for each section of the configuration."""
