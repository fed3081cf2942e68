"""`streamlit.navigation` as a package; as an attribute of `streamlit` that name is the function."""
