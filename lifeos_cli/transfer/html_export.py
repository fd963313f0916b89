"""Export as a report: one page that needs nothing else, to be read in a browser or printed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from html import escape
from statistics import fmean
from typing import TYPE_CHECKING, Any

from lifeos_cli.growth.checkin_items import SCALES
from lifeos_cli.text import counted, one_line, safe_text
from lifeos_cli.transfer.html_plots import WEEKDAYS, bars, course
from lifeos_cli.transfer.selection import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LATEST = 50
"""How many insights, facts and pieces of evidence are shown, the newest."""
_STYLE = """
:root{color-scheme:light dark;--ink:#1d2733;--paper:#fff;--soft:#66758a;--line:#1f6f8b;--rule:#d5dce4}
@media (prefers-color-scheme:dark){:root{--ink:#e4e9ef;--paper:#161b22;--soft:#93a1b3;--line:#6cc0dc;--rule:#313b48}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:46rem;margin:2rem auto;padding:0 1rem}
h1,h2,h3{line-height:1.2}h2{margin-top:2.5rem;border-bottom:1px solid var(--rule)}
.soft,svg text{color:var(--soft);fill:var(--soft)}svg{width:100%;height:auto}svg text{font-size:11px}
.axis{stroke:var(--rule)}.dots circle{fill:var(--soft);opacity:.6}.line polyline
{fill:none;stroke:var(--line);stroke-width:2}
.bars rect{fill:var(--line)}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .6rem .2rem 0;
border-bottom:1px solid var(--rule);vertical-align:top}
@media print{:root{--ink:#000;--paper:#fff;--soft:#444;--line:#000;--rule:#bbb}body{margin:0;max-width:none}
h2,h3{break-after:avoid}svg,tr,li{break-inside:avoid}}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Whatever text is in the page: nothing is fetched and nothing runs."""


def page(rows: Iterable[dict[str, Any]], *, name: str, written: str) -> Iterator[str]:
    """Write the page, piece by piece.

    Args:
        rows: As `selection.rows` gives them.
        name: The person's.
        written: The day it is written.
    """
    kept: dict[str, list[dict[str, Any]]] = {}
    months: Counter[str] = Counter()
    for row in filter(standing, rows):
        kind = row["type"]
        if kind == "message":
            months[row["created_at"][:7]] += row["role"] == "user"
        elif kind in ("checkin", "goal", "milestone", "insight", "fact", "skill_evidence", "session"):
            kept.setdefault(kind, []).append(row)
    title = f"Life OS: {name}"
    yield (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{_shown(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f'<h1>{_shown(title)}</h1><p class="soft">Written {escape(written)} by lifeos. What is shown went together; '
        "it does not say what caused what.</p>"
    )
    yield from _checkins(kept.get("checkin", []))
    yield from _goals(kept.get("goal", []), kept.get("milestone", []))
    yield from _talk(kept.get("session", []), months)
    for kind, head in (
        ("insight", "Insights"),
        ("fact", "What was learnt"),
        ("skill_evidence", "Skills shown"),
    ):
        yield from _latest(head, kept.get(kind, []))
    yield "</body></html>\n"


def _checkins(found: list[dict[str, Any]]) -> Iterator[str]:
    on = len({row["local_date"] for row in found})
    yield f"<h2>Check-ins</h2><p>{len(found):,} on {counted(on, 'day', 'days')}.</p>"
    for item in SCALES:
        days: dict[str, list[float]] = {}
        for row in found:
            if item.id in row:
                days.setdefault(row["local_date"], []).append(row[item.id])
        if not days:
            continue
        means = {day: fmean(values) for day, values in days.items()}
        low, high = item.low or 0, item.high or 0
        label = item.id.replace("_", " ")
        yield f"<h3>{escape(label.capitalize())}</h3>"
        yield course(means, low, high, label=f"{label} by day, with its mean over seven days")
        if item.id == "mood":
            week: dict[int, list[float]] = {}
            for day, value in means.items():
                week.setdefault(date.fromisoformat(day).weekday(), []).append(value)
            shown = [(WEEKDAYS[n], fmean(week[n])) for n in range(len(WEEKDAYS)) if n in week]
            yield "<h3>Mood by weekday</h3>" + bars(shown, low, high, label="mean mood by weekday")


def _goals(goals: list[dict[str, Any]], milestones: list[dict[str, Any]]) -> Iterator[str]:
    if not goals:
        return
    yield "<h2>Goals</h2><table><tr><th>Goal</th><th>Type</th><th>Status</th><th>Milestones</th><th>Until</th></tr>"
    for goal in goals:
        steps = [one for one in milestones if one["goal_id"] == goal["id"]]
        done = sum(one["status"] == "completed" for one in steps)
        cells = (goal["title"], goal["goal_type"], goal["status"], f"{done} of {len(steps)}" if steps else "")
        until = goal.get("target_date", "")
        yield "<tr>" + "".join(f"<td>{_shown(cell)}</td>" for cell in (*cells, until)) + "</tr>"
    yield "</table>"


def _talk(sessions: list[dict[str, Any]], months: Counter[str]) -> Iterator[str]:
    if not sessions:
        return
    talks = counted(len(sessions), "session", "sessions")
    yield f"<h2>Conversations</h2><p>{talks}, {counted(months.total(), 'message', 'messages')} of yours.</p>"
    shown = [(month, float(n)) for month, n in sorted(months.items())][-24:]
    if shown:
        yield bars(shown, 0, max(n for _, n in shown) or 1, label="messages by month")


def _latest(head: str, found: list[dict[str, Any]]) -> Iterator[str]:
    if not found:
        return
    newest = sorted(found, key=lambda row: (str(row.get("effective_at") or row["created_at"]), row["id"]))[
        -LATEST:
    ]
    yield f"<h2>{escape(head)}</h2><ul>"
    for row in reversed(newest):
        day = str(row.get("effective_at") or row["created_at"])[:10]
        about = f"<b>{_shown(row['skill'])}</b>: " if row.get("skill") else ""
        where = f'<span class="soft">{escape(day)}, {_shown(row["origin"])}</span>'
        yield f"<li>{about}{_shown(row['content'])} {where}</li>"
    more = len(found) - len(newest)
    yield "</ul>" + (f'<p class="soft">And {more:,} earlier ones.</p>' if more else "")


def _shown(text: str) -> str:
    return escape(one_line(safe_text(text)))
