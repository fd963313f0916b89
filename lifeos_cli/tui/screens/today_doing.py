"""What the keys of Today do."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import LifeosError
from lifeos_cli.growth.checkin_items import ITEMS
from lifeos_cli.growth.checkins import windows
from lifeos_cli.record import checkins, drafts, goal_lines, learnt
from lifeos_cli.tui.approving import answer_call
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.dialogs import Confirm
from lifeos_cli.tui.text import joined, plain
from lifeos_cli.tui.widgets.checkin import SHORT, CheckinForm
from lifeos_cli.tui.widgets.parts import Text
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from lifeos_cli.record.today import Daily
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Checkin
    from lifeos_cli.store.tool_calls import Call


class Doing(ModeScreen):
    """The check-in and the answers; `Today` draws them."""

    daily: Daily | None = None
    calls: dict[str, Call]
    _correcting: Checkin | None = None
    """The check-in that is being filled in anew."""
    _kept: dict[str, str] | None = None
    """What was typed into the form that is due and is not in it now, by place; None until it has been read."""
    _form_of: tuple[str, str] | None = None
    """What the form that stands there is for: its slot and, of a correction, the check-in."""
    _saving = False
    """What was filled in is being written; the form stays as it is meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self._forming = asyncio.Lock()

    def _show_form(self, daily: Daily) -> None:
        """Show the form while a check-in is due; one that is being filled in stays as it is."""
        filled = self.query_one("#filled", Text)
        filled.say(plain("") if daily.due else _done(daily))
        filled.set_class(daily.due is not None, "hidden")
        self._bring_form()

    def _bring_form(self) -> None:
        self.run_worker(self._bringing(), group="form", exit_on_error=False)

    async def _bringing(self) -> None:
        """Bring the form in line with what is corrected or due: one change at a time, and never two forms."""
        async with self._forming:
            old, due = self._correcting, self.daily.due if self.daily else None
            wanted = (old.slot, old.id) if old else (due["slot"], "") if due else None
            if self._saving or wanted == self._form_of:
                return
            await self._take_form()
            if old is not None:
                form = _correction(old)
            elif due is not None:
                form = await self._due(due)
            else:
                return
            await self.query_one("#left").mount(form, before=0)
            self._form_of = wanted
            if old is not None:
                form.begin()

    async def _take_form(self) -> None:
        """Take the form away; what was typed into the one that is due comes back with the next."""
        for form in self.query(CheckinForm):
            if self._form_of is not None and not self._form_of[1]:
                self._kept = {**(self._kept or {}), **form.drafts()}
            await form.remove()
        self._form_of = None

    async def _due(self, due: dict[str, Any]) -> CheckinForm:
        if self._kept is None:
            try:
                found = await self.lifeos.work.do(partial(drafts.kept, user_id=self.desk.user_id))
            except LifeosError:
                found = {}
            self._kept = {place: text for place, text in found.items() if place in self.drafts_places()}
        slot = due["slot"]
        name = "Check-in" if slot == "day" else f"{slot.capitalize()} check-in"
        window = f" ({due['window']})" if due["window"] else ""
        return CheckinForm(slot, answers={}, drafts=self._kept, title=f"{name}{window}")

    def on_checkin_form_filled(self, event: CheckinForm.Filled) -> None:
        """Save the check-in, or its correction."""
        user, chosen = self.desk.user_id, windows(self.desk.settings.items("checkin.windows"))
        old, answers = self._correcting, event.answers
        texts = [str(value) for value in answers.values() if isinstance(value, str)]

        def save(store: Store) -> Any:
            given = {name: value for name, value in answers.items() if value not in (None, "")}
            if old is None:
                found: Any = checkins.log(store, user, given, windows=chosen, origin="cli")
            else:
                cleared = [
                    name
                    for name, value in answers.items()
                    if value in (None, "") and getattr(old, name) is not None
                ]
                found = checkins.edit(store, user, old.id, given, clear=cleared)
            if old is None:
                drafts.keep(store, user, dict.fromkeys(self.drafts_places(), ""))
            return found

        self._saving = True
        self.do(
            save,
            lambda _found: self.run_worker(self._saved(), group="form", exit_on_error=False),
            said="Kept. Undo: lifeos checkins rm, or e to correct it.",
            refused=self._not_saved,
            words=texts,
        )

    def drafts_places(self) -> list[str]:
        """List the places of what is typed into a check-in."""
        return [f"checkin {item.id}" for item in ITEMS]

    async def _saved(self) -> None:
        """Take the form away, and show what is due now."""
        async with self._forming:
            if self._correcting is None:
                self._form_of = None  # what was typed is in the record: it does not come back
            await self._take_form()
            if self._correcting is None:
                self._kept = {}
            corrected, self._correcting, self._saving = self._correcting is not None, None, False
        self.again()
        if corrected:
            self._bring_form()
        if self.daily is not None:
            self.query_one("#goals", Rows).focus()

    def _not_saved(self, error: LifeosError) -> None:
        self._saving = False
        self.lifeos.refuse(error)
        self._bring_form()

    def action_checkin(self) -> None:
        """Go to the check-in; a correction that is being filled in is left as it was."""
        if self._correcting is not None:
            self.run_worker(self._leave_correction(), group="form", exit_on_error=False)
            return
        form = self.query(CheckinForm)
        if form:
            form.first().begin()
        else:
            self.lifeos.tell("The check-in of now is done; e corrects it.")

    def action_correct(self) -> None:
        """Fill the last check-in in anew."""
        last = self.daily.last if self.daily else None
        if last is None:
            self.lifeos.tell("There is no check-in to correct yet.")
            return
        if self._correcting is None:
            self._correcting = last
            self._bring_form()
            return
        for form in self.query(CheckinForm):
            form.begin()

    async def _leave_correction(self) -> None:
        async with self._forming:
            await self._take_form()
            self._correcting = None
        self.lifeos.tell("Nothing was corrected.")
        await self._bringing()
        if self.daily is not None:
            self.query_one("#goals", Rows).focus()

    def action_new_goal(self) -> None:
        """Set a goal in one line."""
        self.ask(
            "What do you want?",
            lambda store, text: goal_lines.add(store, self.desk.user_id, text),
            hint="Run 10 km by 1 May; Meditate daily",
            said="Set. Enter on it says more about it.",
        )

    async def on_rows_opened(self, event: Rows.Opened) -> None:
        """Open a goal in its own mode, or answer what waits."""
        if event.rows.id == "goals":
            await self.lifeos.open_goal(event.item.goal.id)
        else:
            await self._answer(event.item)

    async def _answer(self, one: Any) -> None:
        if one.kind == "call":
            answer_call(self, self.calls[one.id])
        elif one.kind == "job":
            await self.lifeos.action_mode("jobs")
        else:
            self._finish(one)

    def _finish(self, one: Any) -> None:
        def answered(agreed: bool | None) -> None:
            if agreed:
                self.do(
                    partial(learnt.done, user_id=self.desk.user_id, typed=one.id),
                    said="Done. ^u takes it back.",
                )

        self.app.push_screen(
            Confirm(joined("Is this done?\n\n", one.says), yes="Done", no="Not yet"), answered
        )

    async def action_done(self) -> None:
        """Answer the row of what waits."""
        rows: Rows[Any] = self.query_one("#waits", Rows)
        if rows.item is not None:
            await self._answer(rows.item)

    async def action_answer(self) -> None:
        """Answer the first thing a coach asks for."""
        calls = list(self.calls.values()) if "calls" in self.__dict__ else []
        if calls:
            answer_call(self, calls[0])
        else:
            self.lifeos.tell("No coach asks for anything.")


def _done(daily: Daily) -> Any:
    last = daily.last
    if last is None:
        return plain("")
    told = [
        f"{words.lower()} {value:g}"
        for name, words in SHORT.items()
        if (value := getattr(last, name)) is not None
    ]
    return joined(("✓ ", "$success"), f"Check-in {last.handle} is done: {', '.join(told) or 'noted'}.")


def _correction(old: Checkin) -> CheckinForm:
    held = {
        item.id: value
        for item in ITEMS
        if (value := getattr(old, item.id)) is not None and item.id != "micro_item"
    }
    return CheckinForm(old.slot, answers=held, drafts={}, title=f"Correct {old.handle} of {old.local_date}")
