"""Memory: what was said, found while one types, and what is known of the person's life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local
from lifeos_cli.text import counted
from lifeos_cli.tui.live import Query
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.memory_doing import Doing, Row
from lifeos_cli.tui.seek import Answer, Hit, Seeker
from lifeos_cli.tui.text import Content, columns, joined, line, plain, safe_text
from lifeos_cli.tui.views import memory as views
from lifeos_cli.tui.widgets.parts import Field, Text
from lifeos_cli.tui.widgets.rows import Rows
from lifeos_cli.tui.widgets.split import Split
from lifeos_cli.tui.widgets.talk import Talk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget
    from textual.widgets import Input

    from lifeos_cli.store.database import Store

_SPEAKERS = {"user": "you", "assistant": "coach"}
_LEAD = 24
"""Characters shown before the first word that was found."""


class Memory(Doing, ModeScreen):
    """The memory."""

    mode = "memory"
    AUTO_FOCUS = "#found"
    help_text = (
        "Below are the facts that are known of your life; / searches everything you said, while you type, by words "
        "and by meaning. The row under the cursor is shown in its conversation. d forgets for good, after two "
        "questions; Esc leads back to the facts."
    )
    CSS = """
    Memory #query { margin: 0 0 0 2; width: 1fr; }
    Memory #state { padding: 0 0 0 2; color: $text-muted; height: 1; }
    Memory #head { padding: 0 1 1 1; }
    Memory #head.empty { display: none; }
    """

    def body(self) -> Iterable[Widget]:
        """Make the parts."""
        rows: Rows[Row] = Rows(
            self._draw,
            lambda row: row.id,
            height=2,
            empty="Nothing is known yet. Talk to a coach, or keep a fact of your own: n.",
            copy=lambda row: row.text if isinstance(row, Hit) else row.content,
            id="found",
        )
        field = Field(placeholder="/ searches what you said", id="query")
        yield Split(
            [field, Text(id="state"), rows], [Text(id="head", classes="empty"), Talk(id="talk")], id="split"
        )

    def live(self) -> Sequence[Query[Any]]:
        """Make the queries: the facts, what stands behind a row, and whether a search may see something new."""
        user = self.desk.user_id
        self.seeker = Seeker(self.desk, lambda answer: self.post_message(self.Answered(answer)))
        self.behind_query = Query((*views.SEARCHED,), self._read_behind, self._show_behind)
        return (
            Query(("facts",), lambda store: views.facts(store, user), self._show_facts),
            self.behind_query,
            Query(views.SEARCHED, lambda store: views.moved(store, user), self._moved),
        )

    def on_unmount(self) -> None:
        """Let the thread go."""
        self.seeker.stop()

    def _read_behind(self, store: Store) -> views.Behind:
        tbl, row_id = self.at
        return views.behind(store, self.desk.user_id, tbl, row_id) if row_id else views.NOTHING

    def _show_behind(self, found: views.Behind) -> None:
        head = self.query_one("#head", Text)
        head.set_class(not found.head, "empty")
        head.say(found.head)
        talk = self.query_one(Talk)
        if found.said:
            talk.show(found.said, found.hit)
        else:
            talk.tell("" if found.head or not self.at[1] else "It is there no longer.")

    def _show_facts(self, found: tuple[views.Fact, ...]) -> None:
        self.facts = found
        if not self.text:
            self.show_rows()

    def _moved(self, seq: int) -> None:
        if self.text and seq != self.seq:
            self.seek(fresh=True)
        self.seq = seq

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search anew with each letter."""
        if event.input.id == "query":
            self.text = event.value.strip()
            self.hits = self.hits if self.text else ()
            if self.text:
                self.seek()
            else:
                self.show_rows()

    def on_doing_answered(self, event: Doing.Answered) -> None:
        """Show what was found, unless something else is asked by now."""
        answer = event.answer
        if (answer.asked.text, answer.asked.role) == (self.text, self.role):
            self.hits = answer.hits
            self.show_rows(answer)

    def show_rows(self, answer: Answer | None = None) -> None:
        """List the hits, or the facts while nothing is searched."""
        rows: Rows[Row] = self.query_one("#found", Rows)
        rows.said(_nothing(self.text, answer))
        rows.show(self.hits if self.text else self.facts)
        self.query_one("#state", Text).say(self._state(answer))

    def _state(self, answer: Answer | None) -> str:
        if not self.text:
            shown = len(self.facts)
            return (
                counted(shown, "fact of your life", "facts of your life") if shown else "Facts of your life"
            )
        if answer is None:
            return "searching"
        if answer.wrong:
            return answer.wrong
        how = "by words and meaning" if answer.meaning else "by words"
        whose = "your words" if self.role == "user" else "all words"
        waits = f"; {counted(answer.left, 'text', 'texts')} by words alone so far" if answer.left else ""
        return f"{len(self.hits)} found {how}, in {whose}{waits}"

    def _draw(self, row: Row, width: int) -> list[Content]:
        return _hit(row, self.text, width) if isinstance(row, Hit) else _fact(row, width)


def _nothing(text: str, answer: Answer | None) -> str:
    if not text:
        return "Nothing is known yet. Talk to a coach, or keep a fact of your own: n."
    return "" if answer is None else "Nothing found. v searches the coach's words too."


def _hit(one: Hit, asked: str, width: int) -> list[Content]:
    """Draw a hit: the words that were found, then who said them and when."""
    who = _SPEAKERS.get(one.role, one.role) if one.kind == "message" else one.kind
    when = f"{local(one.at):%Y-%m-%d %H:%M}"
    return [_found(one.text, asked, width), line(f"{when}  {who}", width, "$text-muted")]


def _found(text: str, asked: str, width: int) -> Content:
    """Cut a text so that the first of the words is seen, and underline it."""
    flat = " ".join(safe_text(text).split())
    low = flat.casefold()
    places = [(low.find(word), len(word)) for word in asked.casefold().split() if len(word) > 1]
    found = [(at, many) for at, many in places if 0 <= at < len(flat)]
    if not found or len(low) != len(flat):
        return line(flat, width)
    at, many = min(found)
    start = at - _LEAD if at + many > width else 0
    if start > 0:
        flat, at = "…" + flat[start:], _LEAD + 1
    return joined(flat[:at], (flat[at : at + many], "underline"), flat[at + many :]).truncate(
        width, ellipsis=True
    )


def _fact(one: views.Fact, width: int) -> list[Content]:
    """Draw a fact: what is so, then since when and how often it was said."""
    right = "proposed: a accepts" if one.status == "proposed" else ""
    told = f"{one.day}  {one.handle}" + (f", said {one.times} times" if one.times > 1 else "")
    if one.level == "contradiction":
        told += ", contradicts another"
    head = (
        columns(width, line(one.content), plain(right, "$text-warning"))
        if right
        else line(one.content, width)
    )
    return [head, line(told, width, "$text-muted")]
