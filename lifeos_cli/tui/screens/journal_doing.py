"""What the keys of Journal do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen

from lifeos_cli.growth.checkin_items import SCALES
from lifeos_cli.record import checkins
from lifeos_cli.record.review import PERIODS
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.dialogs import Choose, Confirm
from lifeos_cli.tui.text import joined
from lifeos_cli.tui.widgets.calendar import Calendar, today
from lifeos_cli.tui.widgets.checkin import CheckinForm
from lifeos_cli.tui.widgets.parts import Scroll, Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lifeos_cli.errors import LifeosError
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Checkin
    from lifeos_cli.tui.live import Query
    from lifeos_cli.tui.views.journal import Entry


class Correct(ModalScreen[dict[str, Any] | None]):
    """A check-in to be filled in anew; Esc leaves it as it is.

    Args:
        row: The check-in.
        held: Its answers by item.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Leave")]
    help_text = "A digit answers a scale, text is typed, Enter saves, Esc leaves the check-in as it is."

    def __init__(self, row: Checkin, held: dict[str, Any]) -> None:
        super().__init__(classes="dialog")
        self._row, self._held = row, held

    def compose(self) -> ComposeResult:
        """Put the form into a box."""
        title = f"Correct {self._row.handle} of {self._row.local_date}"
        with Vertical(classes="box"), Scroll(classes="question", can_focus=False):
            yield CheckinForm(self._row.slot, answers=self._held, drafts={}, title=title)
            yield Text("Esc leaves it as it is", classes="muted")

    def on_mount(self) -> None:
        """Begin at the first question."""
        self.query_one(CheckinForm).begin()

    def on_checkin_form_filled(self, event: CheckinForm.Filled) -> None:
        """Give the answers."""
        self.dismiss(event.answers)

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(None)


class Doing(ModeScreen):
    """The day, the scale, what is looked back on; `Journal` draws them."""

    day: date
    """The day the cursor is on."""
    item: str = "mood"
    """The scale the year is drawn of."""
    period: str = ""
    """The kind of period that is looked back on; empty for none."""
    entries: tuple[Entry, ...] = ()
    year_query: Query[Any]
    day_query: Query[Any]
    review_query: Query[Any]

    def __init__(self) -> None:
        super().__init__()
        self.day = today()

    def on_calendar_moved(self, event: Calendar.Moved) -> None:
        """Follow the cursor of the year."""
        if event.day == self.day:
            return
        before, self.day = self.day, event.day
        self.again(self.day_query, *([self.year_query] if before.year != event.day.year else []))
        if self.period:
            self.again(self.review_query)

    def on_calendar_opened(self) -> None:
        """Go to the day."""
        self.query_one("#day").focus()

    async def action_checkin(self) -> None:
        """Go to the check-in of now."""
        await self.lifeos.perform("today.checkin")

    def action_item(self) -> None:
        """Choose the scale the year is drawn of."""

        def answered(item: str | None) -> None:
            if item:
                self.item = item
                self.again(self.year_query)

        told = [(item.id, item.text) for item in SCALES]
        self.app.push_screen(Choose("Draw the year of which scale?", told, at=self.item), answered)

    def action_review(self) -> None:
        """Look back on a period the day lies in."""

        def answered(kind: str | None) -> None:
            if kind:
                self.period = kind
                self._turn("review")
                self.again(self.review_query)
                self.query_one("#back").focus()

        told = [(kind, f"The {kind} of {self.day:%a} {self.day.day} {self.day:%b %Y}") for kind in PERIODS]
        self.app.push_screen(Choose("Look back on what?", told, at=self.period or "week"), answered)

    def action_trend(self) -> None:
        """Show the courses."""
        self.period = ""
        self._turn("trend")
        self.query_one("#courses").focus()

    def action_back(self) -> None:
        """Go back to the year."""
        self.period = ""
        self._turn("")
        self.query_one(Calendar).focus()

    def _turn(self, side: str) -> None:
        lower = self.query_one("#lower")
        for one in ("review", "trend"):
            lower.set_class(one == side, one)

    def action_correct(self) -> None:
        """Fill a check-in of the day in anew."""
        self._one_of("Correct which check-in?", lambda one: self.walk("correct", self._correct(one)))

    async def _correct(self, one: Entry, typed: dict[str, Any] | None = None) -> None:
        """Ask for the answers; what is refused stands in the form again (`typed`)."""
        row = await self.lifeos.work.do(lambda store: checkins.find(store, self.desk.user_id, one.id))
        names = {name for name, _ in (*one.answers, *one.texts)}
        held = {name: getattr(row, name) for name in names}
        given = await self.app.push_screen_wait(Correct(row, {**held, **(typed or {})}))
        if given is None:
            return
        cleared = [name for name, value in given.items() if value in (None, "") and name in held]
        wanted = {name: value for name, value in given.items() if value not in (None, "")}
        texts = [value for value in wanted.values() if isinstance(value, str)]

        def write(store: Store) -> Any:
            return checkins.edit(store, self.desk.user_id, row.id, wanted, clear=cleared)

        self.do(
            write,
            said="Corrected; what it said before stays in the log.",
            refused=partial(self._correct_again, one, given),
            words=texts,
        )

    def _correct_again(self, one: Entry, given: dict[str, Any], error: LifeosError) -> None:
        self.lifeos.refuse(error)
        self.walk("correct", self._correct(one, given))

    def action_withdraw(self) -> None:
        """Take a check-in of the day out, after a question."""

        def ask(one: Entry) -> None:
            def answered(agreed: bool | None) -> None:
                if agreed:
                    self.do(
                        partial(checkins.withdraw, user_id=self.desk.user_id, typed=one.id),
                        said="Withdrawn; it stays in the log and counts nowhere.",
                    )

            question = joined(
                "Withdraw this check-in? It will count nowhere.\n\n", f"{one.time} {one.handle}"
            )
            self.app.push_screen(Confirm(question, yes="Withdraw"), answered)

        self._one_of("Withdraw which check-in?", ask)

    def _one_of(self, question: str, then: Callable[[Entry], object]) -> None:
        """Go on with the day's check-in, or with the one that is chosen of several."""
        if not self.entries:
            self.lifeos.tell("There is no check-in on this day.")
        elif len(self.entries) == 1:
            then(self.entries[0])
        else:
            by_id = {one.id: one for one in self.entries}

            def answered(chosen: str | None) -> None:
                if chosen:
                    then(by_id[chosen])

            told = [(one.id, f"{one.time} {one.slot}, {one.handle}") for one in self.entries]
            self.app.push_screen(Choose(question, told), answered)
