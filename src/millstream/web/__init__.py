"""The command line by the names that Streamlit has for it, for programs that start apps."""
