"""Today: the check-in that is due, goals with their next step, the last days, and what waits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.containers import Vertical

from lifeos_cli.coach.approvals import in_words
from lifeos_cli.growth.checkins import windows
from lifeos_cli.record import consents, today
from lifeos_cli.record.goal_board import BoardCache, board
from lifeos_cli.render.goals import how_far, next_line
from lifeos_cli.render.plots import spark
from lifeos_cli.text import counted
from lifeos_cli.tui.live import Query
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.today_doing import Doing
from lifeos_cli.tui.text import Content, columns, joined, line, plain
from lifeos_cli.tui.widgets.checkin import SHORT, CheckinForm
from lifeos_cli.tui.widgets.parts import Scroll, Text
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from lifeos_cli.record.goal_board import View
    from lifeos_cli.store.database import Store

GOAL_TABLES = ("goals", "milestones", "goal_events", "goal_skills", "skills")
_LOW, _HIGH = 1, 7


class Waits(NamedTuple):
    """One row of what waits."""

    kind: str
    """call, followup or job."""
    id: str
    says: str
    state: str


class Today(Doing, ModeScreen):
    """The first screen."""

    mode = "today"
    help_text = (
        "Today shows what is due: the check-in to fill in, each goal with its next step, your mood over the last "
        "30 days, the last insight, and what waits for you. Enter on a goal opens it; Enter on what waits asks you."
    )
    CSS = """
    Today #lately { height: auto; }
    Today Rows { height: auto; max-height: 12; min-height: 1; }
    Today #head { height: 1; }
    Today.-wide #goals-title { margin: 0; }
    Today #left, Today #right { height: auto; }
    Today #page { height: 1fr; }
    Today.-wide #page { layout: grid; grid-size: 2; grid-columns: 1fr 1fr; grid-gutter: 0 3; }
    """

    def body(self) -> Iterable[Widget]:
        """Make the parts."""
        yield Text(id="head")
        yield Text(id="banner", classes="hidden")
        goals: Rows[View] = Rows(
            _goal,
            lambda view: view.goal.id,
            height=2,
            empty='No goals yet. Press n: "Run 10 km by 1 May" is enough.',
            id="goals",
        )
        waits: Rows[Waits] = Rows(_wait, lambda one: one.id, empty="Nothing waits for you.", id="waits")
        left = Vertical(
            Text(id="filled"),
            Text("Lately", classes="heading"),
            Text(id="lately"),
            Text(id="insight"),
            id="left",
        )
        right = Vertical(
            Text("Goals", classes="heading", id="goals-title"),
            goals,
            Text("Waiting", classes="heading"),
            waits,
            id="right",
        )
        yield Scroll(left, right, id="page", can_focus=False)

    def live(self) -> Sequence[Query[Any]]:
        """Make the queries."""
        user, kept = self.desk.user_id, BoardCache()
        return (
            Query(("checkins", "consents"), self._read_day, self._show_day),
            Query(
                GOAL_TABLES, lambda store: board(store, user, status="active", kept=kept), self._show_goals
            ),
            Query(("insights",), lambda store: today.last_insight(store, user), self._show_insight),
            Query(
                ("tool_calls", "followups", "jobs"),
                lambda store: today.waiting(store, user),
                self._show_waiting,
            ),
        )

    def _read_day(self, store: Store) -> tuple[today.Daily, bool]:
        user, settings = self.desk.user_id, self.desk.settings
        agreed = consents.granted(store, user, consents.ADULT) is not None
        return today.daily(store, user, windows(settings.items("checkin.windows"))), agreed

    def _show_day(self, found: tuple[today.Daily, bool]) -> None:
        daily, agreed = found
        self.daily = daily
        day = date.fromisoformat(daily.local_date)
        streak = f"{daily.streak} days in a row" if daily.streak > 1 else ""
        head = joined((f"{day:%A}, {day.day} {day:%B}", "bold"))
        self.query_one("#head", Text).say(
            head.append(joined((f"  ·  {streak}", "$text-muted"))) if streak else head
        )
        banner = self.query_one("#banner", Text)
        banner.set_class(agreed, "hidden")
        key = self.lifeos.key_of("palette")
        banner.say(
            plain(
                f"! Before the first chat: what is stored, and where: {key} and 'Consent'.", "$text-warning"
            )
        )
        self._show_form(daily)
        self.query_one("#lately", Text).say(_lately(daily))

    def _show_goals(self, views: list[View]) -> None:
        views.sort(key=lambda view: view.next.due_on if view.next and view.next.due_on else "9999")
        self.query_one("#goals", Rows).show(views)

    def _show_insight(self, found: dict[str, Any] | None) -> None:
        said = joined(("You saw: ", "$text-muted"), (found["content"], "italic")) if found else Content("")
        self.query_one("#insight", Text).say(said)

    def _show_waiting(self, found: today.Waiting) -> None:
        self.calls = {call.id: call for call in found.calls}
        rows = [
            Waits("call", call.id, f"Coach asks: {in_words(call, 200)}", "yes or no?") for call in found.calls
        ]
        rows += [
            Waits("followup", one["id"], one["content"], f"for {one['due_date']}") for one in found.followups
        ]
        rows += [
            Waits("job", job.id, f"{job.type.replace('_', ' ')} {job.handle}", job.status)
            for job in found.jobs
        ]
        self.query_one("#waits", Rows).show(rows)

    def drafts(self) -> dict[str, str]:
        """Return what is typed in the check-in."""
        kept = dict(self._kept or {})
        for form in self.query(CheckinForm) if self._correcting is None else ():
            kept |= form.drafts()
        return kept


def _lately(daily: today.Daily) -> Content:
    """Draw the moods of the last days; a day without one is a dot."""
    answered = [mood for mood in daily.moods if mood is not None]
    if not answered:
        return plain("Your mood of each day will be drawn here.", "$text-muted")
    course = "".join("·" if mood is None else spark([mood], _LOW, _HIGH) for mood in daily.moods)
    words = f"mood, {counted(len(daily.moods), 'day', 'days')}"
    last = daily.last
    told = [
        f"{SHORT[name].lower()} {getattr(last, name):g}"
        for name in ("mood", "energy", "stress")
        if last is not None and getattr(last, name) is not None
    ]
    return joined(
        (course, "$accent"), (f"  {words}\n", "$text-muted"), ("last: " + ", ".join(told) if told else "", "")
    )


def _goal(view: View, width: int) -> list[Content]:
    """Draw a goal: title and how far, then the next step."""
    head = columns(width, line(view.goal.title, width), plain(how_far(view.progress), "$text-muted"))
    step = next_line(view.next) or "no next step yet"
    return [head, joined(("  → ", "$accent"), (line(step, max(width - 4, 1)).plain, "$text-muted"))]


def _wait(one: Waits, width: int) -> list[Content]:
    style = {"failed": "$text-error", "yes or no?": "bold $text-warning"}.get(one.state, "$text-muted")
    return [columns(width, line(one.says, width), plain(one.state, style))]
