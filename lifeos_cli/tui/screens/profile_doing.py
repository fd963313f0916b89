"""What the keys of Profile do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lifeos_cli.growth.profile.dimensions import DIMENSIONS
from lifeos_cli.record import observations, snapshots
from lifeos_cli.tui.screens.assess import begin
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.comparing import compare
from lifeos_cli.tui.screens.dialogs import Choose, Confirm
from lifeos_cli.tui.screens.source import show_source
from lifeos_cli.tui.text import Content, joined
from lifeos_cli.tui.widgets.picture import Picture
from lifeos_cli.tui.widgets.rows import Rows
from lifeos_cli.tui.widgets.split import Split

if TYPE_CHECKING:
    from lifeos_cli.growth.profile.fold import Profile as Folded
    from lifeos_cli.record.profile import Log
    from lifeos_cli.record.profile_cache import ProfileCache
    from lifeos_cli.tui.live import Query
    from lifeos_cli.tui.views.profile import Because
    from lifeos_cli.tui.views.profile import Picture as Whole

_FITS = [("yes", "Yes, that is me"), ("partly", "Partly"), ("no", "No, that is not me")]


class Doing(ModeScreen):
    """Tests, answers to evidence, the parts of the right side; `Profile` draws them."""

    whole: Whole | None = None
    kept: ProfileCache | None = None
    """What the live thread kept of the profile for its next look."""
    known: Log | None = None
    folded: Folded | None = None
    """The log and the profile of its last look."""
    at: str = DIMENSIONS[0]
    """The dimension the cursor is on."""
    view: str = "why"
    """What the right side shows: why, trend, radar or history."""
    why_query: Query[Any]
    trend_query: Query[Any]
    history_query: Query[Any]

    def show_head(self) -> None:
        """Say how the dimension stands that the cursor is on."""
        raise NotImplementedError

    def show_view(self) -> None:
        """Show the part that was chosen."""
        raise NotImplementedError

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Follow the cursor of the dimensions."""
        if event.rows.id == "dims" and event.item is not None and event.item.id != self.at:
            self.at = event.item.id
            self.show_head()
            self.again(self.why_query, self.trend_query)

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Go from a dimension to its evidence, from evidence to its source."""
        if event.rows.id == "dims":
            self.action_why()
        elif event.rows.id == "why":
            self.action_source()

    def _look(self, view: str) -> None:
        self.view = view
        self.show_view()
        self.again(self.trend_query, self.history_query)

    def action_why(self) -> None:
        """Go to what the dimension rests on."""
        self._look("why")
        self.query_one(Split).read(self.query_one("#why", Rows))

    def action_trend(self) -> None:
        """Draw how the dimension stood over time."""
        self.query_one("#picture", Picture).show(lambda _width, _height: "")
        self._look("trend" if self.view != "trend" else "why")

    def action_radar(self) -> None:
        """Draw all eight around a centre."""
        self._look("radar" if self.view != "radar" else "why")

    def action_history(self) -> None:
        """List what happened to the profile."""
        self._look("history" if self.view != "history" else "why")
        if self.view == "history":
            self.query_one("#history", Rows).focus()
        else:
            self.action_back()

    def action_back(self) -> None:
        """Go back to the dimensions."""
        if self.view != "why":
            self._look("why")
        self.query_one(Split).back(self.query_one("#dims", Rows))

    def action_source(self) -> None:
        """Show the words a reading rests on, in their conversation."""
        one: Because | None = self.query_one("#why", Rows).item
        if one is not None:
            show_source(self, f"{one.day}  {one.what}", one.message_id, one.quote, _whole(one))

    def action_withdraw(self) -> None:
        """Take a row of evidence out, after a question."""
        one: Because | None = self.query_one("#why", Rows).item
        if one is None:
            self.lifeos.tell("There is no evidence here to take out.")
            return

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.do(
                    partial(observations.withdraw, user_id=self.desk.user_id, typed=one.id),
                    said="Taken out; the profile stands as if it had never been.",
                )

        question = joined(
            "Not you? This row will count nowhere, and the profile stands as if it had never been.\n\n",
            (f"{one.day}  {one.what}", "bold"),
            f"\n{one.quote}" if one.quote else "",
        )
        self.app.push_screen(Confirm(question, yes="Not me"), answered)

    def action_confirm(self) -> None:
        """Say whether a model's reading fits."""
        one: Because | None = self.query_one("#why", Rows).item
        if one is None or not one.reading:
            self.lifeos.tell("Only a reading by a model is confirmed; a test speaks for itself.")
            return

        def answered(answer: str | None) -> None:
            if answer:
                self.do(
                    partial(observations.confirm, user_id=self.desk.user_id, typed=one.id, answer=answer),
                    said="Noted.",
                )

        self.app.push_screen(Choose(f"Does it fit you in general? {one.said or one.quote}", _FITS), answered)

    def action_snapshot(self) -> None:
        """Keep a picture of the profile as it stands."""
        self.do(
            partial(snapshots.ask, user_id=self.desk.user_id),
            said="Kept. h lists what happened to the profile.",
        )

    def action_compare(self) -> None:
        """Say how the profile differs between two moments."""
        if self.whole is not None and not any(dim.evidence for dim in self.whole.dims):
            self.lifeos.tell("Nothing has been measured yet; a takes a test.")
        else:
            compare(self)

    def action_assess(self) -> None:
        """Take a questionnaire."""
        begin(self)


def _whole(one: Because) -> Content:
    """Say all that is known of a row without a message."""
    found = joined(one.what, (f"\n\n{one.day}", "$text-muted"))
    if one.said:
        found = found.append(joined(f"\n\n{one.said}"))
    if one.set_aside:
        found = found.append(joined(f"\n\nIt moves nothing: {one.set_aside}."))
    else:
        found = found.append(
            joined(f"\n\nIt is {one.share} of the evidence and moves the mean by {one.pull}.")
        )
    return found
