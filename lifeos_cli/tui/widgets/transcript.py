"""The messages of a session: the last ones, more on demand, following what is written unless scrolled up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.tui.text import plain
from lifeos_cli.tui.widgets.message import Note, Reply, Said
from lifeos_cli.tui.widgets.parts import Scroll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from lifeos_cli.store.rows import Message

WINDOW = 20
"""Messages shown at first."""
MORE = 20
"""How many more are shown when asked for."""


class Transcript(Scroll, can_focus=True):
    """What was said."""

    help_text = "Arrows scroll. At the end the screen follows what is written; o shows earlier messages."

    def __init__(self) -> None:
        super().__init__(id="transcript")
        self._session = ""
        self.writing: Reply | None = None
        """The reply that is being written."""

    def on_mount(self) -> None:
        """Follow the end."""
        self.anchor()

    @property
    def following(self) -> bool:
        """Whether the end is kept in sight: until the person scrolls up, and again once they are back."""
        return self._anchored and not self._anchor_released

    def shown(self) -> dict[str, Said | Reply]:
        """Return the messages on the screen, by id, in their order."""
        found = [one for one in self.children if isinstance(one, Said | Reply)]
        return {one.row_id: one for one in found}

    async def show(self, session: str, rows: Sequence[Message], who: dict[str, str], *, older: int) -> None:
        """Show messages of a session; those on the screen already stay as they are.

        Args:
            session: The session's id.
            rows: Its last messages, in their order.
            who: Names of coaches by id.
            older: How many messages are not shown.
        """
        spoken = [row for row in rows if row.role in {"user", "assistant"}]
        if session != self._session:
            self._session, self.writing = session, None
            await self.remove_children()
            self.anchor()
        here = self.shown()
        ids = {row.id for row in spoken}
        before = self.max_scroll_y - self.scroll_y
        with self.app.batch_update():
            for row_id, widget in here.items():
                if row_id not in ids and widget is not self.writing:
                    await widget.remove()
            await self._place(spoken, who)
            await self._count(older)
        if not self.following:
            self.call_after_refresh(self._stay, before)

    def _stay(self, before: float) -> None:
        """Keep in sight what was, with more above it."""
        self.scroll_to(y=self.max_scroll_y - before, animate=False, immediate=True)

    async def _place(self, spoken: Sequence[Message], who: dict[str, str]) -> None:
        """Put each message in its place: runs of new ones are mounted together."""
        here = self.shown()
        run: list[Widget] = []
        for row in spoken:
            there = here.get(row.id)
            if there is None:
                if row.content.strip() or row.status == "failed":
                    run.append(_said(row, who))
                continue
            if run:
                await self.mount_all(run, before=there)
                run = []
            if isinstance(there, Reply):
                final = row.status != "streaming" and there is not self.writing
                if final and (there.text, there.status) != (row.content, row.status):
                    await there.settle(row.content, row.status)
            elif (there.text, there.status) != (row.content, row.status):
                await self.mount(_said(row, who), before=there)
                await there.remove()
        if run:
            await self.mount_all(run)

    async def _count(self, older: int) -> None:
        """Say at the top how much there is above."""
        top = self.query("#older")
        if older > 0:
            words = plain(f"{older:,} earlier: o shows more", "$text-muted")
            if top:
                top.first(Note).say(words)
            elif self.children:
                await self.mount(Note(words, id="older"), before=0)
        elif top:
            await top.remove()

    async def say(self, row_id: str, text: str) -> None:
        """Show the person's own words, before the record has told of them."""
        if text and row_id not in self.shown():
            await self.mount(Said(row_id, text, "You", own=True))

    async def begin(self, row_id: str, who: str) -> Reply:
        """Begin a reply."""
        there = self.shown().get(row_id)
        if isinstance(there, Reply):
            self.writing = there
            return there
        reply = Reply(row_id, who)
        self.writing = reply
        await self.mount(reply)
        return reply

    async def note(self, words: Any, classes: str = "") -> None:
        """Say something that is no message."""
        await self.mount(Note(words, classes=classes))

    def began(self, session: str) -> None:
        """Know the session whose first messages these are."""
        self._session = session


def _said(row: Message, names: dict[str, str]) -> Said:
    own = row.role == "user"
    who = "You" if own else names.get(row.coach or "", row.coach or "Coach")
    return Said(row.id, row.content, who, own=own, status=row.status)
