"""Chat: the sessions, what was said, the reply as it is written, and the line one types in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, Vertical

from lifeos_cli.coach import catalog
from lifeos_cli.record import conversation_view as views
from lifeos_cli.record.usage import NANOS
from lifeos_cli.tui.live import Query
from lifeos_cli.tui.screens.chat_doing import Doing
from lifeos_cli.tui.text import Content, columns, joined, line, plain
from lifeos_cli.tui.widgets.parts import Text
from lifeos_cli.tui.widgets.prompt import Prompt
from lifeos_cli.tui.widgets.rows import Rows
from lifeos_cli.tui.widgets.transcript import WINDOW, Transcript

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Session
    from lifeos_cli.tui.talk import Open

_QUEUED = 3
"""Waiting messages that are shown."""


class Chat(Doing):
    """Conversations."""

    mode = "chat"
    help_text = (
        "Chat with a coach. What you write is checked for safety first and kept on this machine. Messages sent while a "
        "reply is written wait in a queue; Esc stops the reply and gives them back. What a coach would like to write "
        "into your record is asked here: y, n or a for always."
    )
    AUTO_FOCUS = "Prompt"
    CSS = """
    Chat #sessions { width: 30; display: none; border-right: solid $panel; }
    Chat.-wide #sessions, Chat.-listing #sessions { display: block; }
    Chat.-narrow.-listing #talk, Chat.-medium.-listing #talk { display: none; }
    Chat.-narrow.-listing #sessions, Chat.-medium.-listing #sessions { width: 1fr; border-right: none; }
    Chat.-wide.-listing #sessions { display: none; }
    Chat #body { padding: 0; }
    Chat #talk { width: 1fr; height: 1fr; }
    Chat #transcript { height: 1fr; padding: 0 1 0 0; }
    Chat #queue { height: auto; max-height: 4; padding: 0 1; }
    Chat #state { height: 1; padding: 0 1; background: $panel; }
    Chat #state:ansi { background: transparent; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.opened: Open | None = None
        self.last = WINDOW
        """How many messages are read."""
        self.found: views.Shown | None = None
        self.names: dict[str, str] = {}
        """The coaches' names, by id."""

    def body(self) -> Iterable[Widget]:
        """Make the parts."""
        rows: Rows[Session] = Rows(
            self._session,
            lambda one: one.id,
            height=2,
            empty="No sessions yet: this will be the first.",
            id="sessions",
        )
        talk = Vertical(
            Transcript(), Text(id="queue", classes="hidden"), Text(id="state"), Prompt(), id="talk"
        )
        yield Horizontal(rows, talk)

    def on_mount(self) -> None:
        """Open the conversation used last, or a new one."""
        self.names = {coach.id: coach.name for coach in catalog.load_all(self.desk.paths.coaches)}
        super().on_mount()
        self.begin()

    def live(self) -> Sequence[Query[Any]]:
        """Make the queries."""
        user = self.desk.user_id
        self.talk_query: Query[Any] = Query(("messages", "sessions", "usage"), self._read, self._show)
        sessions = Query(("sessions",), lambda store: views.recent(store, user), self._show_sessions)
        return (self.talk_query, sessions)

    def _read(self, store: Store) -> views.Shown:
        session = self.opened.session_id if self.opened else ""
        return views.shown(store, self.desk.user_id, session, self.last)

    def _show(self, found: views.Shown) -> None:
        self.found = found
        self.query_one(Prompt).past = [row.content for row in found.rows if row.role == "user"]
        self._show_state()
        if found.session is not None:
            self.run_worker(self.show_rows(found), group="transcript", exit_on_error=False)

    async def show_rows(self, found: views.Shown) -> None:
        """Bring the transcript in line with what is stored, unless something newer is there already."""
        async with self.painting:
            if found.session is not None and found is self.found:
                transcript = self.query_one(Transcript)
                await transcript.show(found.session.id, found.rows, self.names, older=found.older)

    def _show_sessions(self, found: Sequence[Session]) -> None:
        self.query_one("#sessions", Rows).show(found)
        if self.opened is not None:
            self.query_one("#sessions", Rows).go(self.opened.session_id)

    def _session(self, one: Session, width: int) -> list[Content]:
        here = self.opened is not None and one.id == self.opened.session_id
        title = line(one.title or "(no title yet)", width, "bold" if here else "")
        coach = self.names.get(one.coach or "", one.coach or one.type)
        return [
            title,
            columns(width, plain(f"  {coach}", "$text-muted"), plain(one.local_date, "$text-muted")),
        ]

    def _show_state(self) -> None:
        """Say who answers, what it has cost, and what waits."""
        state, queue = self.query_one("#state", Text), self.query_one("#queue", Text)
        one, found = self.opened, self.found
        if one is None:
            state.say(plain("opening...", "$text-muted"))
            return
        who = "the coach that fits leads" if one.auto else f"{one.name}, {one.title}"
        doing = joined(("● writing  ", "$warning")) if self.running else joined(("● ", "$success"))
        left = doing.append(joined(who, (f"  {one.model}", "$text-muted")))
        right = Content("")
        if found is not None and (found.sent or found.received):
            cost = f"  ${found.cost_nanos / NANOS:.4f}" if found.cost_nanos else ""
            right = plain(f"{found.sent:,} in  {found.received:,} out{cost}", "$text-muted")
        state.say(columns(max(state.size.width - 2, 20), left, right))
        queue.set_class(not self.queue, "hidden")
        waiting = [
            line(f"waits: {text}", max(self.size.width - 4, 10), "$text-muted")
            for text in self.queue[:_QUEUED]
        ]
        more = len(self.queue) - _QUEUED
        queue.say(
            Content("\n").join([*waiting, *([plain(f"and {more} more", "$text-muted")] if more > 0 else [])])
        )

    def on_resize(self) -> None:
        """Measure the line of state anew."""
        self.call_after_refresh(self._show_state)

    def drafts(self) -> dict[str, str]:
        """Return what is typed and not sent, what has not reached the record with it."""
        prompt = self.query(Prompt)
        typed = "\n".join([*self.unsent(), prompt.first().text if prompt else ""]).strip()
        return {self.place: typed} if self.opened is not None else {}
