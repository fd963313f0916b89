"""What the keys of Memory do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.message import Message

from lifeos_cli.record import facts as record
from lifeos_cli.record import learnt
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.render.revisions import accepted
from lifeos_cli.text import counted
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.dialogs import Confirm, Read
from lifeos_cli.tui.seek import Answer, Asked, Hit, Seeker
from lifeos_cli.tui.text import Content, joined, one_line
from lifeos_cli.tui.views.memory import Fact
from lifeos_cli.tui.widgets.parts import Field
from lifeos_cli.tui.widgets.rows import Rows
from lifeos_cli.tui.widgets.split import Split
from lifeos_cli.tui.widgets.talk import Talk

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.tui.live import Query

Row = Fact | Hit
_LONG = 400
"""Characters of a text a question shows."""


class Doing(ModeScreen):
    """Searching, forgetting, facts; `Memory` draws them."""

    seeker: Seeker
    text: str = ""
    """What is searched; empty: the facts are listed."""
    role: str = "user"
    hits: tuple[Hit, ...] = ()
    facts: tuple[Fact, ...] = ()
    at: tuple[str, str] = ("", "")
    """Table and id of the row the cursor is on."""
    seq: int = -1
    behind_query: Query[Any]

    class Answered(Message):
        """The search has an answer."""

        def __init__(self, answer: Answer) -> None:
            super().__init__()
            self.answer = answer

    def show_rows(self, answer: Answer | None = None) -> None:
        """List the hits, or the facts while nothing is searched."""
        raise NotImplementedError

    def seek(self, *, fresh: bool = False) -> None:
        """Ask memory."""
        self.seeker.ask(Asked(self.text, self.role, fresh))

    @property
    def row(self) -> Row | None:
        """The row the cursor is on."""
        found: Row | None = self.query_one("#found", Rows).item
        return found

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Show what stands behind another row."""
        row = event.item
        at = ("", "") if row is None else (row.tbl if isinstance(row, Hit) else "facts", row.id)
        if at != self.at:
            self.at = at
            self.again(self.behind_query)

    def on_rows_opened(self) -> None:
        """Read it."""
        self.action_why()

    def on_input_submitted(self) -> None:
        """Go to what was found."""
        self.query_one("#found", Rows).focus()

    def action_search(self) -> None:
        """Go to the field."""
        self.query_one(Split).back(self.query_one("#query", Field))

    def action_back(self) -> None:
        """Go back: from a text or the field to the list, from the list to the facts."""
        rows, split = self.query_one("#found", Rows), self.query_one(Split)
        if rows.has_focus and self.text:
            self.query_one("#query", Field).value = ""
        split.back(rows)

    def action_voices(self) -> None:
        """Search the person's words alone, or the coach's too."""
        self.role = "any" if self.role == "user" else "user"
        self.lifeos.tell("The coach's words too." if self.role == "any" else "Your words alone.")
        if self.text:
            self.seek()

    def action_why(self) -> None:
        """Go to what stands behind the row."""
        if self.row is not None:
            self.query_one(Split).read(self.query_one(Talk))

    def action_add(self) -> None:
        """Keep a fact."""
        self.ask(
            "What is so, in one sentence?",
            lambda store, text: record.add(store, self.desk.user_id, text, Provenance()),
            hint="I work three days a week.",
            said="Kept. ^u takes it back.",
        )

    def action_correct(self) -> None:
        """Say what is so instead."""
        fact = self._fact()
        if fact is None:
            return
        self.ask(
            "What is so instead?",
            lambda store, text: record.correct(store, self.desk.user_id, fact.id, text, Provenance()),
            value=fact.content,
            said="Corrected; the old one stays as history.",
        )

    def action_accept(self) -> None:
        """Let a proposed fact count."""
        fact = self._fact()
        if fact is not None:
            self.do(
                partial(learnt.accept, user_id=self.desk.user_id, table="facts", typed=fact.id),
                said=lambda row: accepted("It", row["revision"]),
            )

    def action_withdraw(self) -> None:
        """Withdraw a fact, after a question."""
        fact = self._fact()
        if fact is None:
            return

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.do(
                    partial(learnt.withdraw, user_id=self.desk.user_id, table="facts", typed=fact.id),
                    said="Withdrawn. ^u takes it back.",
                )

        question = joined("Not so? It will count nowhere and stay in the log.\n\n", fact.content)
        self.app.push_screen(Confirm(question, yes="Not so"), answered)

    def _fact(self) -> Fact | None:
        row = self.row
        if isinstance(row, Fact):
            return row
        self.lifeos.tell("That is no fact; Esc leads to the facts.")
        return None

    def action_forget(self) -> None:
        """Forget the row's text for good, after two questions."""
        row = self.row
        if row is None:
            self.lifeos.tell("There is nothing here to forget.")
            return
        tbl, text = (row.tbl, row.text) if isinstance(row, Hit) else ("facts", row.content)
        self._forget("Forget this for good?", text, [(tbl, row.id)], None)

    def action_forget_session(self) -> None:
        """Forget the whole conversation of the row, after two questions."""
        row = self.row
        if not isinstance(row, Hit) or row.session_id is None:
            self.lifeos.tell("That is no part of a conversation.")
            return
        self._forget("Forget this whole conversation for good?", row.text, [], row.session_id)

    def _forget(self, question: str, text: str, keys: list[tuple[str, str]], session: str | None) -> None:
        self.walk("forget", self._forgetting(question, text, keys, session))

    async def _forgetting(
        self, question: str, text: str, keys: list[tuple[str, str]], session: str | None
    ) -> None:
        first = joined((question, "bold"), f"\n\n{one_line(text, _LONG)}")
        if not await self.app.push_screen_wait(Confirm(first, yes="Forget", no="Keep")):
            return
        again = joined(
            ("It cannot be taken back.", "bold"),
            " The text goes, and all that was derived of it: its words, its vectors, the bytes they lay in. "
            "Replies that quote it go with it.\n\nForget it?",
        )
        if not await self.app.push_screen_wait(Confirm(again, yes="Forget for good", no="Keep")):
            return
        desk = self.desk

        def forget(store: Store) -> Any:
            from lifeos_cli.memory import forget as memory

            return memory.forget(store, desk.paths, desk.user_id, keys, session_id=session)

        self.do(forget, self._forgotten, said=lambda done: f"Forgotten: {counted(done.rows, 'row', 'rows')}.")

    def _forgotten(self, done: Any) -> None:
        if self.text:
            self.seek(fresh=True)
        if done.copies:
            self.app.push_screen(Read("Copies may remain in", _copies(done.copies)))


def _copies(files: list[str]) -> Content:
    return joined(
        "\n".join(files),
        "\n\nWhatever was exported elsewhere, and what a model's provider keeps, is out of reach from here.",
    )
