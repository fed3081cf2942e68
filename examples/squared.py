"""Squared: the smallest app that does something.

The value of a widget is what its function returns. Moving the slider runs the script again with the new value.
"""

import millstream as st

st.title("Squared")

x = st.slider("x", 0, 100, 12)
st.header(f"{x} squared is {x * x}", anchor=False)
