"""What a goal is, and the log of what happened to it.

Annotations are evaluated here: as texts they would each be compiled to make the
named tuples, and most commands import these.
"""

import re
from datetime import date
from typing import NamedTuple

from lifeos_cli.errors import UsageFault
from lifeos_cli.text import one_line

OUTCOME, PROCESS, IDENTITY = "outcome", "process", "identity"
GOAL_TYPES = (OUTCOME, PROCESS, IDENTITY)
ACTIVE, COMPLETED, PAUSED, ABANDONED = "active", "completed", "paused", "abandoned"
STATUSES = (ACTIVE, COMPLETED, PAUSED, ABANDONED)


class Frequency(NamedTuple):
    """How often something is to be kept."""

    times: int
    """At least 1."""
    per: str
    """day or week (ISO week of the person's days)."""

    def __str__(self) -> str:
        if self.times == 1:
            return f"every {self.per}"
        return f"{self.times} times a {self.per}"


class IfThen(NamedTuple):
    """An implementation intention: "If it is after lunch, then I walk to the park"."""

    when: str
    then: str

    def __str__(self) -> str:
        return f"If {self.when}, then {self.then}"


class Goal(NamedTuple):
    """A goal's own row."""

    id: str
    title: str
    type: str = OUTCOME
    """outcome, process or identity."""
    created_on: str = ""
    """The person's day it was set, YYYY-MM-DD."""
    why: str = ""
    """Why it matters to them, in their words."""
    measure: str = ""
    """How they will know (outcome)."""
    target_date: str | None = None
    """The person's day it is meant to be reached by (outcome)."""
    cue: str = ""
    """When or after what it is done (process)."""
    frequency: Frequency | None = None
    """How often it is done (process; identity: its weekly action)."""
    value: str = ""
    """The kind of person they want to be (identity)."""
    weekly_action: str = ""
    """One thing a week that person does (identity)."""
    plans: tuple[IfThen, ...] = ()
    skills: tuple[str, ...] = ()
    """Ids of linked skills."""


class Milestone(NamedTuple):
    """A step of a goal."""

    id: str
    title: str
    position: int
    """Order among the goal's milestones."""
    due_on: str | None = None
    """The person's day, YYYY-MM-DD."""
    done_on: str | None = None
    """The day it was done; None: open."""
    withdrawn_at: int | None = None


class GoalEvent(NamedTuple):
    """One thing that happened to a goal; append-only."""

    id: str
    """ULID."""
    type: str
    """complete, pause, resume, abandon, reopen (of its status); kept (an occurrence); anything else is a note."""
    at: int
    """Epoch milliseconds."""
    local_date: str
    """The person's day, YYYY-MM-DD."""
    withdrawn_at: int | None = None


KEPT = "kept"
OPEN = (ACTIVE, PAUSED)
"""Statuses of a goal that is not done with."""
STATUS_EVENTS = {
    "complete": ({ACTIVE, PAUSED}, COMPLETED),
    "pause": ({ACTIVE}, PAUSED),
    "resume": ({PAUSED}, ACTIVE),
    "abandon": ({ACTIVE, PAUSED}, ABANDONED),
    "reopen": ({COMPLETED, ABANDONED}, ACTIVE),
}
"""What each status event may follow, and what it leads to."""

_IF_THEN = re.compile(
    r"\s*(?:if|when(?:ever)?)\s+([^\s,].*?)\s*(?:,\s*(?:then\s+)?|\s+then\s+)(.+?)\s*",
    re.IGNORECASE | re.DOTALL,
)
_FREQUENCY = re.compile(r"(?:(\d{1,3}|once|twice)\s*(?:times?|x)?\s*(?:a|an|per|every|each|/)\s*)(day|week)")
_PLAIN = {"daily": (1, "day"), "every day": (1, "day"), "weekly": (1, "week"), "every week": (1, "week")}
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
WEEKDAYS = rf"(?:(?:every|each) {_DAY}s?|on {_DAY}s)(?:(?:,| and|, and|,? &) {_DAY}s?){{0,6}}"
"""Days of a week by name: "every sunday", "on mondays and thursdays"."""
PART_OF_DAY = r"(?:every|each) (?:morning|afternoon|evening|night|lunchtime|weekday)"
_WEEKDAYS_OF_WEEK = 5
_WORDS = {"once": 1, "twice": 2}
MOST_TIMES = 50


def parse_if_then(typed: str) -> IfThen:
    """Read a plan written "if X then Y", "when X, Y" or "X -> Y".

    Raises:
        UsageFault: It has no such form.
    """
    text = " ".join(typed.split())
    before, arrow, after = text.partition("->")
    if arrow and before.strip() and after.strip():
        return IfThen(re.sub(r"(?i)^(?:if|when(?:ever)?)\s+", "", before.strip()), after.strip())
    found = _IF_THEN.fullmatch(text)
    if not found:
        raise UsageFault(
            "A plan says when and what",
            hint="Write: if it is after lunch, then I walk to the park.",
        )
    return IfThen(found[1], found[2])


def parse_frequency(typed: str) -> Frequency:
    """Read how often: daily, weekly, "3 a week", "twice a day", "every morning", "on mondays and thursdays".

    Raises:
        UsageFault: It says no such thing.
    """
    text = " ".join(typed.casefold().split())
    if text in _PLAIN:
        return Frequency(*_PLAIN[text])
    if re.fullmatch(PART_OF_DAY, text):
        return Frequency(_WEEKDAYS_OF_WEEK, "week") if text.endswith("weekday") else Frequency(1, "day")
    if re.fullmatch(WEEKDAYS, text):
        return Frequency(len(set(re.findall(_DAY, text))), "week")
    found = _FREQUENCY.fullmatch(text)
    times = 0 if not found else _WORDS.get(found[1]) or int(found[1])
    if not found or not 1 <= times <= MOST_TIMES:
        raise UsageFault(
            f"'{one_line(typed, 30)}' does not say how often", hint="Write daily, weekly or '3 a week'."
        )
    return Frequency(times, found[2])


def check_target(target: str, today: str) -> str:
    """Return the target date if it still lies ahead or is today.

    Raises:
        UsageFault: It is past.
    """
    if date.fromisoformat(target) < date.fromisoformat(today):
        raise UsageFault(f"{target} is past", hint="A goal's date lies ahead.")
    return target
