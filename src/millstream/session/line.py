"""A session's line to its browser: what is numbered, acknowledged, and sent again after the connection was lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from millstream import ids
from millstream.protocol.messages import (
    PROTOCOL_VERSION,
    Appearance,
    Hello,
    Operation,
    Update,
    Welcome,
)
from millstream.session.events import Effect, Send
from millstream.session.inbox import Inbox
from millstream.session.keeper import Keeper
from millstream.session.options import SessionOptions

RunState: TypeAlias = Literal["", "running", "idle", "compile_error"]


class Line:
    """Which events have come, which updates have gone, and with what token the browser comes back.

    `welcomes` is the number of the newest welcome, `confirmed` that of the oldest whose token is still good.

    Parameters
    ----------
    options
        What browsers are told of the app.
    keeper
        Knows which events are in the store.
    mint
        Makes the token of a welcome from its number.
    is_known
        Whether an earlier process had the session: its page may still be shown, and events wait until the script has
        drawn the widgets that they are about.
    """

    def __init__(
        self,
        options: SessionOptions,
        keeper: Keeper,
        mint: Callable[[int], str] | None,
        *,
        is_known: bool,
    ) -> None:
        self.connected = False
        self.is_known = is_known
        self.shows_old_page = False
        self.whole = True  # the next update is the whole page
        self.token = ""
        head = keeper.head
        self.welcomes = self.confirmed = head.welcome if head else 0
        self.inbox: Inbox[Any] = Inbox(head.ack if head else 0, holding=is_known)
        self._options = options
        self._keeper = keeper
        self._mint = mint or _random
        self._seq = 0

    def open(self, hello: Hello) -> list[Effect]:
        """Welcome a browser; it is told what it has to send again, and finds out what it has missed."""
        if self.is_known and not self.token:
            self._seq = hello.seen  # updates go on counting from what an earlier process has sent
            self.shows_old_page = hello.seen > 0
        self.connected = True
        self.welcomes += 1
        self.token = self._mint(self.welcomes)
        self.whole = self.whole or hello.seen != self._seq
        welcome = Welcome(
            protocol=PROTOCOL_VERSION,
            token=self.token,
            resumed=self.is_known,
            survives=bool(self._options.survive),
            ack=self.inbox.ack,
            unsaved=self._unsaved,
            appearance=_appearance(self._options),
        )
        self.is_known = True
        return [Send(welcome)]

    def adopt(self, options: SessionOptions) -> list[Send]:
        """Tell the browser of options that have changed since it was welcomed, as far as it can see them."""
        before, self._options = _appearance(self._options), options
        now = _appearance(options)
        return [Send(now)] if self.connected and now != before else []

    @property
    def offers_clearing(self) -> bool:
        """Whether the page may have the caches of all users cleared."""
        return self._options.toolbar in {"", "developer"}

    def confirm(self) -> None:
        """Hear that the browser has the newest token."""
        self.confirmed = self.welcomes

    def renew(self) -> None:
        """Keep what is stored of a session whose page is open."""
        if self.connected:
            self._keeper.renew()

    def due(self, event: Any) -> list[Any]:
        """Put an event in its place, if the browser counts it; give what is to be handled now."""
        return self.inbox.take(event) if hasattr(event, "seq") else [event]

    def say(self, run: RunState) -> list[Effect]:
        """Tell the state of the script, and leave the page as it is."""
        return self._send((), run) if self.connected else []

    def update(
        self,
        ops: tuple[Operation, ...],
        run: RunState,
        page: Callable[[], tuple[Operation, ...]],
    ) -> list[Effect]:
        """Send operations, or the whole page where the browser has not all that came before them."""
        if not self.connected:
            self.whole = self.whole or bool(ops)
            return []
        if self.whole:
            self.whole = False
            ops = page()
        return self._send(ops, run)

    def _send(self, ops: tuple[Operation, ...], run: RunState) -> list[Effect]:
        self._seq += 1
        ack = self.inbox.ack
        return [Send(Update(seq=self._seq, ack=ack, unsaved=self._unsaved, ops=ops, run=run))]

    @property
    def _unsaved(self) -> int:
        if not self._keeper.writes:
            return 0
        head = self._keeper.head
        return max(0, self.inbox.ack - (head.ack if head else 0))


def _appearance(options: SessionOptions) -> Appearance:
    return Appearance(
        theme=dict(options.theme),
        toolbar=options.toolbar,
        hide_top_bar=options.hide_top_bar,
        disable_data_export=options.disable_data_export,
    )


def _random(number: int) -> str:
    """Give a token for sessions that nobody looks up."""
    del number
    return ids.token()
