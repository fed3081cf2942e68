"""Questions and answers: an answer appears word by word, as those of language models do."""

import time
from collections.abc import Iterator

from weir_watch_pages.rivers import DELAY_SECONDS, RIVERS

import millstream as st

state = st.session_state


def answer(question: str) -> str:
    """Say what is known of the rivers and gates that a question names, or of all."""
    sentences = []
    rivers = [river for river in RIVERS if river.lower() in question.lower()] or list(RIVERS)
    for river in rivers:
        read = [metres for name, metres, _ in state.readings if name == river]
        last = f"was last read at **{read[-1]:.2f} m**" if read else "was not read by anybody yet"
        sentences.append(f"The {river} {last}; its mean is {RIVERS[river][0]:g} m.")
    for gate, percent in state.gates.items():
        how = {0: "closed", 100: "open"}.get(percent, f"open by {percent} %")
        sentences.append(f"The {gate.lower()} is {how}.")
    return " ".join(sentences)


def words(text: str) -> Iterator[str]:
    """Give a text word by word, at the pace of somebody who speaks."""
    for word in text.split(" "):
        yield f"{word} "
        time.sleep(DELAY_SECONDS / 6)


st.title("Questions")

talk = st.container()
with talk:
    for question, text in state.answers:
        st.markdown(f"**{question}**")
        st.markdown(text)

with st.form("question", clear_on_submit=True, border=False):
    question = st.text_input("Question", placeholder="How is the Arle?")
    asked = st.form_submit_button("Ask")

if asked and question:
    with talk:
        st.markdown(f"**{question}**")
        text = st.write_stream(words(answer(question)), cursor=" ▌")
    state.answers.append((question, text))
