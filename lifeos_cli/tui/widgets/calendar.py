"""A year of one scale: a column a week, walked by the arrows, a day at a time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.render.plots import SHADES, shade
from lifeos_cli.tui.actions import LIST
from lifeos_cli.tui.bindings import bindings
from lifeos_cli.tui.text import Content, columns, joined, plain
from lifeos_cli.tui.views.journal import Year, ends, weeks

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

_NAMES = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_MARGIN = 4
"""Cells the names of the weekdays take."""
_WEEK = 7
_FIRST_YEAR = 1971


def today() -> date:
    """Return the person's day."""
    return date.fromisoformat(local_date(now_ms()))


class Calendar(Widget, can_focus=True):
    """The year, the cursor on one of its days."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(LIST),
        ("left", "step(-7)", "Week before"),
        ("right", "step(7)", "Week after"),
    ]
    DEFAULT_CSS = "Calendar { height: 9; }"
    help_text = (
        "Arrows walk from day to day and from week to week, Page up and down by years, End goes to today. "
        "The fuller a cell, the higher the answer: more, not better."
    )
    cursor: reactive[date] = reactive(today)

    class Moved(Message):
        """The cursor came to another day."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    class Opened(Moved):
        """A day was chosen."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._year = Year(today().year, "mood", ())
        self._days: dict[str, float | None] = {}

    def show(self, found: Year) -> None:
        """Show a year; the cursor stays on its day."""
        self._year, self._days = found, dict(found.days)
        self.refresh()

    def watch_cursor(self) -> None:
        """Tell where the cursor is."""
        self.refresh()
        self.post_message(self.Moved(self.cursor))

    def render(self) -> Content:
        """Draw months, weekdays, and what the shades mean."""
        width = max(self.size.width, 1)
        start, many = weeks(self._year.year)
        room = max(width - _MARGIN, 1)
        gap = 2 if 2 * many - 1 <= room else 1
        fits = min(many, (room + gap - 1) // gap)
        at = (self.cursor - start).days // _WEEK
        first = 0 if fits >= many else max(0, min(at - fits + 1 + fits // 4, many - fits))
        shown = range(first, first + fits)
        lines = [self._months(start, shown, gap)]
        lines += [self._row(start, shown, weekday, gap) for weekday in range(_WEEK)]
        lines.append(self._legend(width))
        return plain("\n").join(lines)

    def _months(self, start: date, shown: range, gap: int) -> Content:
        line = [" "] * (len(shown) * gap + 4)
        for place, week in enumerate(shown):
            for day in (start + timedelta(days=week * _WEEK + n) for n in range(_WEEK)):
                if day.day == 1 and day.year == self._year.year and place * gap + 3 <= len(shown) * gap:
                    line[place * gap : place * gap + 3] = f"{day:%b}"
        return plain(" " * _MARGIN + "".join(line).rstrip(), "$text-muted")

    def _row(self, start: date, shown: range, weekday: int, gap: int) -> Content:
        pieces: list[Content] = [plain(f"{_NAMES[weekday]:<{_MARGIN}}", "$text-muted")]
        for week in shown:
            day = start + timedelta(days=week * _WEEK + weekday)
            pieces.append(self._cell(day))
            if gap > 1:
                pieces.append(plain(" "))
        return Content("").join(pieces)

    def _cell(self, day: date) -> Content:
        if day == self.cursor:
            return plain(self._letter(day), "bold reverse" if self.has_focus else "reverse")
        return plain(self._letter(day), "$accent")

    def _letter(self, day: date) -> str:
        key = day.isoformat()
        if day.year != self._year.year or key not in self._days:
            return " "
        return SHADES[shade(self._days[key], *ends(self._year.item))]

    def _legend(self, width: int) -> Content:
        low, high = ends(self._year.item)
        value = self._days.get(self.cursor.isoformat())
        held = self.cursor.isoformat() in self._days
        name = self._year.item.replace("_", " ")
        said = f"{name} {value:g}" if value is not None else f"no {name}" if held else "no check-in"
        left = joined(
            (f"{self._year.year}  ", "bold"),
            (f"{self.cursor:%a} {self.cursor.day} {self.cursor:%b}: {said}", ""),
        )
        scale = plain(f"{SHADES[0]} none  {SHADES[1:]} {low:g} to {high:g}", "$text-muted")
        return columns(width, left, scale) if width > left.cell_length + scale.cell_length else left

    def action_step(self, days: int) -> None:
        """Go some days further; not beyond today."""
        wanted = self.cursor + timedelta(days=days)
        if wanted.year >= _FIRST_YEAR:
            self.cursor = min(wanted, today())

    def action_up(self) -> None:
        """Go to the day before."""
        self.action_step(-1)

    def action_down(self) -> None:
        """Go to the day after."""
        self.action_step(1)

    def action_page_up(self) -> None:
        """Go back a year."""
        self.action_step(-52 * _WEEK)

    def action_page_down(self) -> None:
        """Go on a year."""
        self.action_step(52 * _WEEK)

    def action_first(self) -> None:
        """Go to the first day with a check-in of the year."""
        if self._days:
            self.cursor = date.fromisoformat(min(self._days))

    def action_last(self) -> None:
        """Go to today."""
        self.cursor = today()

    def action_open(self) -> None:
        """Choose the day."""
        self.post_message(self.Opened(self.cursor))

    def action_copy(self) -> None:
        """Copy the day's date."""
        self.app.copy_to_clipboard(self.cursor.isoformat())
        self.notify("Copied.", timeout=1.5)

    def on_focus(self, _event: events.Focus) -> None:
        """Draw the cursor as it is with the focus."""
        self.refresh()

    def on_blur(self, _event: events.Blur) -> None:
        """Draw the cursor as it is without."""
        self.refresh()


__all__ = ["Calendar", "today"]
