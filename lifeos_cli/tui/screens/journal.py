"""Journal: a year of check-ins, one day of it, the course of each scale, and looking back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, Vertical

from lifeos_cli.growth.checkin_items import BY_ID
from lifeos_cli.record import review
from lifeos_cli.render.plots import spark
from lifeos_cli.render.review import markdown
from lifeos_cli.text import counted
from lifeos_cli.tui.live import Query
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.journal_doing import Doing
from lifeos_cli.tui.text import Content, joined, line, plain
from lifeos_cli.tui.views import journal as views
from lifeos_cli.tui.widgets.calendar import Calendar
from lifeos_cli.tui.widgets.checkin import SHORT
from lifeos_cli.tui.widgets.parts import Scroll, Text
from lifeos_cli.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from lifeos_cli.store.database import Store

_NAME = 15
_WORDS = 24
"""Cells of what is said of a course."""
_ITEMS = {"intention": "Intention", "gratitude": "Thankful for", "note": "Note"}
_CHANGES = {"up": "higher", "down": "lower", "none": "as usual"}


class Journal(Doing, ModeScreen):
    """The check-ins."""

    mode = "journal"
    help_text = (
        "The year shows one scale, a cell a day; arrows walk over it, and the day under the cursor is told below. "
        "Trends compare your last answers with your own baseline, never with other people. r looks back."
    )
    CSS = """
    Journal #lower { height: 1fr; margin: 1 0 0 0; }
    Journal #day { width: 1fr; height: 1fr; padding: 0 1 0 0; }
    Journal #right { width: 1fr; height: 1fr; border-left: solid $panel; padding: 0 0 0 1; }
    Journal #back { height: 1fr; display: none; }
    Journal .review #back { display: block; }
    Journal .review #courses { display: none; }
    Journal.-medium .review #day, Journal.-narrow .review #day { display: none; }
    Journal.-medium .review #right { border-left: none; }
    Journal.-narrow #right { display: none; }
    Journal.-narrow .review #right, Journal.-narrow .trend #right { display: block; border-left: none; }
    Journal.-narrow .trend #day { display: none; }
    """

    def body(self) -> Iterable[Widget]:
        """Make the parts."""
        yield Calendar(id="year")
        courses: Rows[views.Course] = Rows(
            _course,
            lambda one: one.item,
            height=2,
            empty="The course of each scale will be drawn here, from your first check-in on.",
            id="courses",
        )
        right = Vertical(courses, Scroll(Text(id="told"), id="back"), id="right")
        yield Horizontal(Scroll(Text(id="said"), id="day"), right, id="lower")

    def live(self) -> Sequence[Query[Any]]:
        """Make the queries: the year, the day, the courses, and a period looked back on."""
        user = self.desk.user_id
        self.year_query = Query(views.TABLES, self._read_year, self.query_one(Calendar).show)
        self.day_query = Query(views.TABLES, self._read_day, self._show_day)
        self.review_query = Query(
            (*views.TABLES, "goals", "goal_events", "milestones", "skill_evidence", "insights", "facts"),
            self._read_review,
            self._show_review,
        )
        courses = Query(
            views.TABLES, partial(views.courses, user_id=user), self.query_one("#courses", Rows).show
        )
        return self.year_query, self.day_query, courses, self.review_query

    def _read_year(self, store: Store) -> views.Year:
        return views.year(store, self.desk.user_id, self.day.year, self.item)

    def _read_day(self, store: Store) -> views.Day:
        return views.day(store, self.desk.user_id, self.day)

    def _read_review(self, store: Store) -> str:
        if not self.period:
            return ""
        chosen = review.period(self.period, self.day.isoformat())
        return markdown(review.review(store, self.desk.user_id, chosen))

    def _show_day(self, found: views.Day) -> None:
        self.entries = found.entries
        said = self.query_one("#said", Text)
        head = joined((f"{found.day:%A}, {found.day.day} {found.day:%B %Y}", "bold $accent"))
        if found.entries:
            said.say(plain("\n\n").join([head, *(_entry(one) for one in found.entries)]))
        elif not found.any_at_all:
            said.say(head.append(plain("\n\nNo check-ins yet. Press c: it takes a minute.", "$text-muted")))
        else:
            said.say(head.append(plain("\n\nNo check-in on this day.", "$text-muted")))

    def _show_review(self, found: str) -> None:
        self.query_one("#told", Text).say(_review(found))


def _entry(one: views.Entry) -> Content:
    """Tell a check-in."""
    late = "" if one.timing == "on_time" else f", {one.timing.replace('_', ' ')}"
    slot = "" if one.slot == "day" else f" {one.slot}"
    found = joined((f"{one.time}{slot}", "bold"), (f"  {one.handle}{late}", "$text-muted"))
    if one.answers:
        told = ", ".join(f"{SHORT.get(name, name).lower()} {value}" for name, value in one.answers)
        found = found.append(plain(f"\n{told}"))
    for name, text in one.texts:
        found = found.append(joined((f"\n{_ITEMS[name]}: ", "$text-muted"), text))
    if one.tags:
        found = found.append(plain("\n" + " ".join(f"#{tag}" for tag in one.tags), "$text-muted"))
    return found


def _course(one: views.Course, width: int) -> list[Content]:
    """Draw a scale's course, then what is usual and what is now."""
    item = BY_ID[one.item]
    room = max(width - _NAME, 8)
    name = f"{SHORT.get(one.item, one.item):<{_NAME}}"
    drawn = spark(one.values[-room:], item.low or 0, item.high or 1)
    if one.usual is None:
        told = f"{counted(len(one.values), 'answer', 'answers')}; from 7 on they are compared"
    else:
        told = f"usually {one.usual:g}, lately {one.recent:.1f}: {_CHANGES.get(one.change, one.change)}"
    return [
        joined(name, (drawn, "$accent")).truncate(width),
        line(f"{'':<{_NAME}}{told}" if width > _NAME + 40 else f"  {told}", width, "$text-muted"),
    ]


def _review(text: str) -> Content:
    """Write a review's headings as headings."""
    lines = []
    for one in text.split("\n"):
        if one.startswith("#"):
            lines.append(plain(one.lstrip("# "), "bold $accent"))
        else:
            lines.append(plain(one))
    return plain("\n").join(lines)
