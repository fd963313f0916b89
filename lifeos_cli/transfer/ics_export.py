"""Export as a calendar (RFC 5545): goals as VTODO, check-in windows as a VEVENT that recurs daily."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lifeos_cli.text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lifeos_cli.growth.checkins import Window

STATUS = {
    "active": "IN-PROCESS",
    "paused": "NEEDS-ACTION",
    "completed": "COMPLETED",
    "abandoned": "CANCELLED",
}
_WIDTH = 75
"""Octets a line may have before its break (RFC 5545, 3.1)."""
_DAY_MINUTES = 24 * 60


def calendar(
    goals: Iterable[Mapping[str, Any]],
    milestones: Mapping[str, Sequence[Mapping[str, Any]]],
    windows: Sequence[Window],
    *,
    today: date,
    stamp: datetime,
) -> Iterator[bytes]:
    """Write the calendar, line by line.

    Args:
        goals: Rows of goals, as JSON Lines has them.
        milestones: Those of each goal by its id; the share of them that is completed is its percentage.
        windows: When the person checks in, in local time.
        today: The first day of the windows.
        stamp: When this is written.
    """
    yield from _lines(("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//Life OS//lifeos//EN"))
    for goal in goals:
        yield from _lines(*_todo(goal, milestones.get(goal["id"], ()), stamp))
    for window in windows:
        yield from _lines(*_event(window, today, stamp))
    yield from _lines(("END", "VCALENDAR"))


def _todo(
    goal: Mapping[str, Any], milestones: Sequence[Mapping[str, Any]], stamp: datetime
) -> list[tuple[str, str]]:
    found = [
        *(("BEGIN", "VTODO"), ("UID", f"{goal['id'].lower()}@lifeos"), ("DTSTAMP", _utc(stamp))),
        *(("CREATED", _written(goal["created_at"])), ("LAST-MODIFIED", _written(goal["updated_at"]))),
        ("SUMMARY", _text(goal["title"])),
    ]
    steps = [f"[{'x' if one['status'] == 'completed' else ' '}] {one['title']}" for one in milestones]
    told = "\n".join(filter(None, (goal.get("why"), *steps)))
    if told:
        found.append(("DESCRIPTION", _text(told)))
    if goal.get("target_date"):
        found.append(("DUE;VALUE=DATE", goal["target_date"].replace("-", "")))
    found.append(("STATUS", STATUS[goal["status"]]))
    if goal["status"] == "completed":
        found += [("PERCENT-COMPLETE", "100")]
        found += [("COMPLETED", _written(goal["completed_at"]))] if goal.get("completed_at") else []
    elif milestones:
        done = sum(one["status"] == "completed" for one in milestones)
        found.append(("PERCENT-COMPLETE", str(100 * done // len(milestones))))
    return [*found, ("CATEGORIES", _text(goal["goal_type"])), ("END", "VTODO")]


def _event(window: Window, today: date, stamp: datetime) -> list[tuple[str, str]]:
    """Write a window; its times float, so that they are local wherever the person is."""
    begin = datetime(today.year, today.month, today.day) + timedelta(minutes=window.start)  # noqa: DTZ001 - floating
    minutes = (window.end - window.start) % _DAY_MINUTES or _DAY_MINUTES
    return [
        *(
            ("BEGIN", "VEVENT"),
            ("UID", f"checkin-{str(window).replace(':', '')}@lifeos"),
            ("DTSTAMP", _utc(stamp)),
        ),
        *(("DTSTART", f"{begin:%Y%m%dT%H%M%S}"), ("DURATION", f"PT{minutes}M"), ("RRULE", "FREQ=DAILY")),
        *(("SUMMARY", "Check-in"), ("DESCRIPTION", "lifeos checkin"), ("TRANSP", "TRANSPARENT")),
        ("END", "VEVENT"),
    ]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _written(moment: str) -> str:
    return _utc(datetime.fromisoformat(moment))


def _text(value: str) -> str:
    """Escape a TEXT value (3.3.11); control characters are none of it."""
    plain = safe_text(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\n", "\\n").replace("\t", " ")


def _lines(*properties: tuple[str, str]) -> Iterator[bytes]:
    for name, value in properties:
        yield from _folded(f"{name}:{value}")


def _folded(line: str) -> Iterator[bytes]:
    """Break a line after at most 75 octets, never within a character."""
    raw, lead = line.encode("utf-8", "replace"), b""
    while len(lead) + len(raw) > _WIDTH:
        cut = _WIDTH - len(lead)
        while raw[cut] & 0xC0 == 0x80:  # noqa: PLR2004 - a continuation byte of UTF-8
            cut -= 1
        yield lead + raw[:cut] + b"\r\n"
        raw, lead = raw[cut:], b" "
    yield lead + raw + b"\r\n"
