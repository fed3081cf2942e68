"""The gates of the weir: each is moved in a dialog, which runs by itself until it is confirmed."""

import millstream as st

gates = st.session_state.gates


@st.dialog("Move a gate", icon=":material/door_sliding:")
def move(name: str) -> None:
    """Ask how far a gate is to be open."""
    percent = st.slider(f"{name}, open in %", 0, 100, gates[name], step=10, key="percent")
    if percent > 50 and name == "Flood gate":
        st.warning("The meadows below will be under water.")
    if st.button("Move it", type="primary"):
        gates[name] = percent
        st.rerun()


st.title("Gates")
for name, percent in gates.items():
    with st.container(border=True):
        label, button = st.columns([4, 1])
        label.progress(percent / 100, f"{name}: {percent} % open")
        if button.button("Move", key=f"move {name}", width="stretch"):
            move(name)
