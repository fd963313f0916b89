"""A review as Markdown: facts and counts, nothing that shames, no causes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDE, _LONG = 200, 600


def markdown(found: Mapping[str, Any]) -> str:
    """Return a review as Markdown; parts with nothing in them are left out."""
    days = found["from"] if found["from"] == found["to"] else f"{found['from']} to {found['to']}"
    parts = [[f"# Your {found['period']}: {days}"]]
    parts += [_checkins(found["checkins"]), _goals(found), _skills(found)]
    parts.append(_conversations(found["conversations"]))
    parts.append(_texts("What you came to see", found["insights"]))
    parts.append(_texts("Learnt about you", found["facts"]))
    together = [f"- {one['sentence']}" for one in found["together"]]
    parts.append(["## What went together", *together] if together else [])
    kept = [part for part in parts if part]
    if said_nothing(found):
        kept.append(["Nothing was noted in this time, and that is fine."])
    return "\n\n".join("\n".join(part) for part in kept)


def said_nothing(found: Mapping[str, Any]) -> bool:
    """Tell whether nothing was noted in a review's time."""
    lists = ("goals", "skills", "insights", "facts", "together")
    return not (found["checkins"]["n"] or found["conversations"]["n"] or any(found[name] for name in lists))


def _checkins(found: Mapping[str, Any]) -> list[str]:
    if not found["n"]:
        return []
    entries, days = counted(found["n"], "check-in", "check-ins"), counted(found["days"], "day", "days")
    lines = ["## Check-ins", f"{entries} on {days}."]
    for one in found["items"]:
        name = one["item"].replace("_", " ")
        usual = "" if one["baseline"] is None else f", usually {one['baseline']:g}"
        answers = counted(one["n"], "answer", "answers")
        lines.append(f"- {name}: {one['mean']:.1f} on average{usual} ({answers})")
    return lines


def _goals(found: Mapping[str, Any]) -> list[str]:
    lines = []
    for goal in found["goals"]:
        said = ["set"] if goal["new"] else []
        said += [
            {"complete": "reached", "abandon": "let go"}.get(what, f"{what}d") for what in goal["events"]
        ]
        said += [f"done: {one_line(title, 80)}" for title in goal["milestones_done"]]
        said += [f"kept {goal['kept']} times" if goal["kept"] > 1 else "kept once"] if goal["kept"] else []
        lines.append(f"- {one_line(goal['title'], _WIDE)}: {', '.join(said)}")
    return ["## Goals", *lines] if lines else []


def _skills(found: Mapping[str, Any]) -> list[str]:
    lines = []
    for skill in found["skills"]:
        up = (
            f", level {skill['level_before']} to {skill['level']}"
            if skill["level"] > skill["level_before"]
            else ""
        )
        lines.append(f"- {one_line(skill['name'], 80)}: {skill['points']:+d} XP{up}")
    return ["## Skills", *lines] if lines else []


def _conversations(found: Mapping[str, Any]) -> list[str]:
    """Tell what was talked about: the rolled-up summary where there is one, else conversation by conversation."""
    if not found["n"]:
        return []
    if found["summary"]:
        lines = [one_line(line, _LONG) for line in found["summary"].splitlines() if line.strip()]
        return ["## Conversations", *lines]
    if found["months"]:
        months = [f"- {one['from'][:7]}: {one_line(one['content'], _LONG)}" for one in found["months"]]
        return ["## Conversations", *months]
    lines = [
        f"- {one['local_date']} {one_line(one['title'] or one['summary'], _WIDE)}"
        for one in found["sessions"]
    ]
    return ["## Conversations", counted(found["n"], "was read.", "were read."), *lines]


def _texts(title: str, rows: list[dict[str, Any]]) -> list[str]:
    return [f"## {title}", *(f"- {one_line(row['content'], _WIDE)}" for row in rows)] if rows else []
