"""`streamlit.runtime.scriptrunner_utils`: where some libraries look for what `scriptrunner` has."""
