"""What the keys of Chat do, but for the turn itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lifeos_cli.coach import catalog
from lifeos_cli.errors import LifeosError
from lifeos_cli.record import consents, drafts, sessions
from lifeos_cli.tui.screens.chat_turn import Turns
from lifeos_cli.tui.screens.dialogs import Choose, Confirm, Read
from lifeos_cli.tui.text import Content, joined, one_line
from lifeos_cli.tui.widgets.prompt import Prompt
from lifeos_cli.tui.widgets.rows import Rows
from lifeos_cli.tui.widgets.transcript import MORE, Transcript

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from lifeos_cli.store.database import Store

DRAFT_SECONDS = 1.0
"""How long after a key what is typed is kept: a killed app loses no more than that."""


class Doing(Turns):
    """The keys."""

    _kept: dict[str, str] | None = None
    _asked = False

    def begin(self) -> None:
        """Open the conversation used last if it is still active, else a new one."""
        self.run_worker(self._beginning(), exit_on_error=False)

    async def _beginning(self) -> None:
        try:
            last = await self.lifeos.work.do(partial(_going_on, user_id=self.desk.user_id))
        except LifeosError as error:
            self.lifeos.refuse(error)
            last = None
        self.talk.open(session=last)

    async def restore_draft(self) -> None:
        """Put back what was typed here in an earlier run."""
        if self._kept is None:
            try:
                self._kept = await self.lifeos.work.do(partial(drafts.kept, user_id=self.desk.user_id))
            except LifeosError:
                self._kept = {}
        text, prompt = self._kept.pop(self.place, ""), self.query_one(Prompt)
        if text and not prompt.text:
            prompt.fill(text)

    def forget_draft(self) -> None:
        """Forget what was typed at this place: it has been sent."""
        place = self.place
        self.do(lambda store: drafts.keep(store, self.desk.user_id, {place: ""}))

    def on_text_area_changed(self, _event: TextArea.Changed) -> None:
        """Keep what is typed, a moment after the last key."""
        if self._draft_timer is not None:
            self._draft_timer.stop()
        self._draft_timer = self.set_timer(DRAFT_SECONDS, self._keep)

    _draft_timer: Any = None

    def _keep(self) -> None:
        typed = self.drafts()
        self.do(lambda store: drafts.keep(store, self.desk.user_id, typed))

    def drafts(self) -> dict[str, str]:
        """Return what is typed and not sent."""
        raise NotImplementedError

    async def agreed(self) -> bool:
        """Tell whether the person has agreed to what is stored; ask if they have not, and send on a yes."""
        user = self.desk.user_id
        if self._asked or await self.lifeos.work.do(
            lambda store: bool(consents.granted(store, user, "adult"))
        ):
            self._asked = True
            return True
        from lifeos_cli.tui.screens.first import ask_consent

        ask_consent(self.lifeos, self._sent_after)
        return False

    def _sent_after(self) -> None:
        """Send what was typed before the agreement."""
        prompt = self.query_one(Prompt)
        text = prompt.text.strip()
        prompt.text = ""
        prompt.post_message(Prompt.Sent(text))

    def action_write(self) -> None:
        """Go to the prompt."""
        self.query_one(Prompt).focus()

    def action_sessions(self) -> None:
        """Show or hide the list of sessions."""
        self.toggle_class("-listing")
        rows = self.query_one("#sessions", Rows)
        (rows if rows.display else self.query_one(Prompt)).focus()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Open a session."""
        self._leave_listing()
        self._to(session=event.item.id)

    def _leave_listing(self) -> None:
        self.remove_class("-listing")
        self.query_one(Prompt).focus()

    def _to(self, *, session: str | None = None, coach: str | None = None) -> None:
        """Go to another conversation; what is typed stays with this one."""
        if self.running:
            self.lifeos.tell("A reply is being written: Esc stops it.")
            return
        typed, self._kept = self.drafts(), None
        prompt = self.query_one(Prompt)

        def kept(_done: object) -> None:
            prompt.text = ""
            self.talk.open(session=session, coach=coach)

        self.do(lambda store: drafts.keep(store, self.desk.user_id, typed), kept)

    def action_new(self) -> None:
        """Begin another conversation."""
        self._leave_listing()
        if self.opened is not None and self.opened.session_id:
            self._to()

    def action_coach(self) -> None:
        """Choose who leads."""
        coaches = catalog.load_all(self.desk.paths.coaches)
        options = [(coach.id, f"{coach.name}: {coach.title}") for coach in coaches]

        def chosen(coach: str | None) -> None:
            if coach is None or (self.opened is not None and coach == self.opened.coach):
                return
            if self.running:
                self.lifeos.tell("A reply is being written: Esc stops it.")
            elif self.opened is not None and self.opened.session_id:
                self.talk.switch(coach)
            else:
                self.talk.open(coach=coach)
                self.opened = None

        at = self.opened.coach if self.opened else ""
        self.app.push_screen(Choose("Who leads from here?", options, at=at), chosen)

    def action_older(self) -> None:
        """Show earlier messages."""
        if self.found is not None and self.found.older:
            self.last += MORE
            self.again(self.talk_query)
        else:
            self.lifeos.tell("This is the beginning.")

    def action_context(self) -> None:
        """Show what a model would be sent with what is typed."""
        text = self.query_one(Prompt).text.strip() or "..."
        opened = self.opened

        def read(store: Store) -> Content:
            from lifeos_cli.tui.context_page import page

            return page(
                store, self.desk, text, opened.session_id if opened else "", opened.coach if opened else ""
            )

        self.do(read, lambda found: self.app.push_screen(Read("What a model would be sent", found)))

    def action_editor(self) -> None:
        """Write in one's own editor."""
        from lifeos_cli.tui.editing import edited

        prompt = self.query_one(Prompt)
        text = edited(self.lifeos, prompt.text)
        if text is not None:
            prompt.fill(text)
        prompt.focus()

    def _go_on(self, what: Any) -> None:
        if self.running or self.opened is None or not self.opened.session_id:
            self.lifeos.tell("There is no reply to go on with.")
            return
        self.running = True
        self.query_one(Transcript).anchor()
        what()
        self._show_state()

    def action_resume(self) -> None:
        """Go on with a reply that broke off."""
        self._go_on(self.talk.resume)

    def action_retry(self) -> None:
        """Ask again, once the person has agreed to lose the last reply."""

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._go_on(self.talk.retry)

        question = "Take the last reply away, with what its tools wrote, and ask again?"
        self.app.push_screen(Confirm(question, yes="Ask again"), answered)

    def action_end(self) -> None:
        """End the session, once the person has agreed."""
        session = self.opened.session_id if self.opened else ""
        if not session:
            self.lifeos.tell("Nothing has been said yet.")
            return
        if self.running:
            self.lifeos.tell("A reply is being written: Esc stops it.")
            return

        def end(store: Store) -> str:
            from lifeos_cli.extraction.summary import when_ended

            row = sessions.end(store, self.desk.user_id, session)
            when_ended(store, self.desk.user_id, self.desk.settings, row.id)
            return row.handle or row.id

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.do(end, lambda _handle: self._to(), said=lambda handle: f"Ended and kept as {handle}.")

        self.app.push_screen(
            Confirm("End this session? Going on with it opens it again.", yes="End it"), answered
        )

    def action_model(self) -> None:
        """Say anew whether the model's provider may be sent what is written."""
        from lifeos_cli.record.connecting import GUIDED, require_form

        name = self.desk.settings.text("model")
        vendor = require_form(name)
        if vendor == GUIDED:
            self.lifeos.tell("No model is set: a guided coach answers. `model` in Settings names one.")
            return
        user, session = self.desk.user_id, self.opened.session_id if self.opened else ""

        def answered(agreed: bool | None) -> None:
            if agreed is not None:
                self.do(
                    lambda store: consents.answer(
                        store, user, "send_to_model", granted=agreed, detail=vendor, origin="command"
                    ),
                    lambda _none: self.talk.open(session=session or None),
                    said="Noted.",
                )

        question = joined("Send what you write in chat to ", (one_line(vendor, 40), "bold"), "?")
        self.app.push_screen(Confirm(question, yes="Yes, send", no="No"), answered)


def _going_on(store: Store, user_id: str) -> str | None:
    """Return the session to go on with: the one used last, while it is active."""
    from lifeos_cli.store import sessions as stored

    found = stored.last_used(store.conn, user_id)
    return found.id if found is not None and found.status == "active" else None
