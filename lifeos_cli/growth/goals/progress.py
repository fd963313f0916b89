"""How far a goal is: the share of its milestones done, or of its occurrences kept. Never guessed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.growth.goals.rows import IDENTITY, KEPT, OUTCOME, Frequency

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lifeos_cli.growth.goals.rows import Goal, GoalEvent, Milestone
    from lifeos_cli.growth.goals.status import Standing

WEEK = 7


class Progress(NamedTuple):
    """How far a goal is."""

    share: float | None
    """0..1; None where there is nothing to count."""
    done: int
    of: int
    counted: str
    """milestones, occurrences, or nothing."""

    @property
    def percent(self) -> float | None:
        """The share in percent."""
        return None if self.share is None else 100 * self.share

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON, unrounded."""
        return self._asdict()


class Period(NamedTuple):
    """One day or ISO week in which something was to be kept."""

    start: str
    """First day."""
    expected: int
    """How many occurrences, at least 1; fewer than the frequency where the goal ran only part of a week."""
    kept: int
    """How many were kept, at most `expected`."""
    over: bool
    """Whether the period has ended; one that has not is not held against anybody."""

    @property
    def met(self) -> bool:
        """Whether everything expected was kept."""
        return self.kept >= self.expected


class Rhythm(NamedTuple):
    """How regularly something is kept. A missed period is harmless and said nothing of."""

    run: int
    """Periods met in a row up to now, a single missed one in between forgiven but not counted."""
    best: int
    """The longest such run."""
    met: int
    """Periods met of the last ones."""
    of: int
    """How many last ones: at most 8 that are over, and the present one once it is met."""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return self._asdict()


RECENT_PERIODS = 8
_NONE = Progress(None, 0, 0, "nothing")


def progress(
    goal: Goal,
    milestones: Iterable[Milestone],
    events: Iterable[GoalEvent],
    standing: Standing,
    today: str,
    ran: Sequence[Period] | None = None,
) -> Progress:
    """Return how far a goal is: milestones of an outcome, kept occurrences of the others.

    A process or identity without a frequency goes by its milestones, if it has
    any. A period that is not over counts only what was kept in it.

    Args:
        goal: The goal.
        milestones: Its milestones.
        events: Its log.
        standing: How it stands.
        today: The person's day, YYYY-MM-DD.
        ran: Its `periods`, where they are known already.
    """
    if goal.type != OUTCOME:
        found = periods(goal, events, standing, today) if ran is None else ran
        kept = sum(one.kept for one in found)
        of = sum(one.expected if one.over else one.kept for one in found)
        if of:
            return Progress(kept / of, kept, of, "occurrences")
        if frequency_of(goal) is not None:
            return _NONE
    live = [one for one in milestones if one.withdrawn_at is None]
    if not live:
        return _NONE
    done = sum(one.done_on is not None for one in live)
    return Progress(done / len(live), done, len(live), "milestones")


def frequency_of(goal: Goal) -> Frequency | None:
    """Return how often a goal's doing is to be kept: an identity's weekly action once a week."""
    if goal.frequency is None and goal.type == IDENTITY and goal.weekly_action:
        return Frequency(1, "week")
    return goal.frequency


def periods(goal: Goal, events: Iterable[GoalEvent], standing: Standing, today: str) -> list[Period]:
    """Return every period in which the goal ran, from the day it was set to today, oldest first.

    Occurrences kept on days it did not run (paused) count in their period;
    days it did not run lower what was expected of a week, down to none.
    """
    frequency = frequency_of(goal)
    if frequency is None:
        return []
    length = WEEK if frequency.per == "week" else 1
    kept: dict[int, int] = {}
    for event in events:
        if event.type == KEPT and event.withdrawn_at is None and event.local_date <= today:
            place = _start(_day(event.local_date), length)
            kept[place] = kept.get(place, 0) + 1
    found = []
    first, now = _day(goal.created_on), _day(today)
    paused = [(_day(begin), _day(end) if end else date.max.toordinal()) for begin, end in standing.pauses]
    for start in range(_start(first, length), now + 1, length):
        ran = _days_run(start, length, first, paused)
        expected = min(frequency.times, ran) if length == WEEK else frequency.times * ran
        if expected:
            count = min(kept.get(start, 0), expected)
            over = start + length <= now
            found.append(Period(date.fromordinal(start).isoformat(), expected, count, over))
    return found


def rhythm(found: Sequence[Period]) -> Rhythm:
    """Return how regularly something is kept, from its periods, oldest first."""
    counted = [one for one in found if one.over or one.met]
    run = best = missed = 0
    for one in counted:
        if one.met:
            run, missed = run + 1, 0
        else:
            missed += 1
            if missed > 1:
                run = 0
        best = max(best, run)
    recent = counted[-RECENT_PERIODS:]
    return Rhythm(run, best, sum(one.met for one in recent), len(recent))


def _day(text: str) -> int:
    """Return a day as its number (`date.toordinal`)."""
    return date.fromisoformat(text).toordinal()


def _start(day: int, length: int) -> int:
    """Return the first day of the day's period: a week's Monday; day 1 was one."""
    return day - (day - 1) % length


def _days_run(start: int, length: int, first: int, paused: Sequence[tuple[int, int]]) -> int:
    """Count the days of a period on which the goal ran; a pause ends on the day before its second date."""
    if not paused:
        return length - max(0, first - start)
    days = range(max(start, first), start + length)
    return sum(not any(begin <= day < end for begin, end in paused) for day in days)
