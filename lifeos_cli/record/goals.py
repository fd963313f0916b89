"""Goals: set, change, reach their milestones; every change is an event of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.goals.quality import NEEDS
from lifeos_cli.growth.goals.rows import OPEN, STATUS_EVENTS, check_target, parse_frequency, parse_if_then
from lifeos_cli.growth.goals.status import check_event
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked
from lifeos_cli.store import goals as stored
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import free_handle
from lifeos_cli.store.schema_coach import GOAL_STATUSES, GOAL_TYPES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.write_log import WriteLog

TITLE_LIMIT = 200
"""Characters of a goal's or milestone's title."""
MILESTONES = 50
"""Milestones a goal has at most."""
WORDS = ("why", "measure", "cue", "frequency", "value", "weekly_action")
"""What else a goal says of itself, in words."""


def add(
    store: Store,
    user_id: str,
    *,
    title: str,
    type_: str,
    milestones: Sequence[Mapping[str, str]] = (),
    proposed: bool = False,
    source: Provenance,
    **details: Any,
) -> dict[str, Any]:
    """Set a goal; returns the row with its `milestones`.

    Args:
        store: Where.
        user_id: Whose.
        title: What it is.
        type_: outcome, process or identity.
        milestones: `title` and `due_date` each, in order.
        proposed: It is in no list until the person agrees (`settle`).
        source: The message and the quote.
        details: `why`, `measure`, `target_date`, `cue`, `frequency`, `value`, `weekly_action`, `if_then` (a list).

    Raises:
        UsageFault: A value does not fit.
    """
    now = now_ms()
    row: dict[str, Any] = {
        "id": ulid(),
        "user_id": user_id,
        "title": checked.text(title, "a goal's title", TITLE_LIMIT),
        "type": checked.one_of(type_, GOAL_TYPES, "type"),
        "status": "active",
        **_details(details),
        **source.columns(),
        **({"proposed": 1, "withdrawn_at": now} if proposed else {}),
        "created_on": local_date(now),
        "created_at": now,
        "updated_at": now,
    }
    planned = _planned(milestones)
    with store.write() as conn:
        _require_new(conn, user_id, row["title"])
        row["handle"] = free_handle(conn, "goals", user_id, row["id"])
        log = source.log(conn, user_id)
        log.insert("goals", row)
        kept = [_milestone(log, row["id"], n, one, now) for n, one in enumerate(planned)]
        event(log, row["id"], "created", {"title": row["title"]}, source)
    return {**row, "milestones": kept}


def settle(store: Store, user_id: str, row_id: str, *, accepted: bool, source: Provenance) -> None:
    """Let a proposed goal count, or leave it out for good.

    Raises:
        NotFoundError: No goal waits under that id.
        UsageFault: A goal of that title was set meanwhile.
    """
    now = now_ms()
    with store.write() as conn:
        row = stored.get(conn, user_id, row_id)
        if row is None or not row["proposed"]:
            raise NotFoundError("no goal waits under it", hint="`lifeos proposals list` lists them.")
        if accepted:
            _require_new(conn, user_id, row["title"])
        values = {"proposed": 0, "updated_at": now} | ({"withdrawn_at": None} if accepted else {})
        source.log(conn, user_id).edit("goals", row_id, values)


def edit(
    store: Store,
    user_id: str,
    typed: str,
    changes: Mapping[str, Any],
    source: Provenance,
    *,
    milestones: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """Change a goal, or add milestones; returns the row with all its `milestones`.

    Args:
        store: Where.
        user_id: Whose.
        typed: Its handle, id or title's beginning.
        changes: New values by column: `title`, `status` and what `add` takes as details.
        source: The message and the quote.
        milestones: More of them.

    Raises:
        NotFoundError: No such goal.
        UsageFault: A value does not fit, or nothing would change.
    """
    planned = _planned(milestones)
    values = _details(changes)
    if changes.get("title"):
        values["title"] = checked.text(changes["title"], "a goal's title", TITLE_LIMIT)
    if changes.get("status"):
        values["status"] = checked.one_of(changes["status"], GOAL_STATUSES, "status")
    now = now_ms()
    with store.write() as conn:
        old = find(conn, user_id, typed)
        new = {name: value for name, value in values.items() if old[name] != value}
        if "title" in new:
            _require_new(conn, user_id, new["title"], but=old["id"])
        if not new and not planned:
            raise UsageFault("nothing of the goal would change")
        log = source.log(conn, user_id)
        if "status" in new:
            change_status(store, log, old, _leading(old["status"], new.pop("status")), source)
        if new:
            log.edit("goals", old["id"], {**new, "updated_at": now})
            detail = {name: [old[name], value] for name, value in new.items()}
            event(log, old["id"], "edited", detail, source)
        first = stored.next_position(conn, user_id, old["id"])
        if first + len(planned) > MILESTONES:
            raise UsageFault(f"a goal has at most {MILESTONES} milestones")
        for n, one in enumerate(planned):
            _milestone(log, old["id"], first + n, one, now)
            event(log, old["id"], "milestone_added", {"title": one["title"]}, source)
        return shown(conn, user_id, old["id"])


def complete_milestone(
    store: Store, user_id: str, typed: str, milestone: str, source: Provenance
) -> dict[str, Any]:
    """Mark a milestone as reached; returns the goal with its `milestones`.

    Args:
        store: Where.
        user_id: Whose.
        typed: The goal's handle, id or title's beginning.
        milestone: The milestone's id or title, or the beginning of its title alone.
        source: The message and the quote.

    Raises:
        NotFoundError: No such goal or milestone.
        UsageFault: It was reached before, or several begin so.
    """
    now = now_ms()
    with store.write() as conn:
        goal = find(conn, user_id, typed)
        found = one_milestone(stored.milestones(conn, user_id, goal["id"]), milestone)
        if found["status"] == "completed":
            raise UsageFault("that milestone was reached before")
        log = source.log(conn, user_id)
        values = {"status": "completed", "completed_at": now, "done_on": local_date(now), "updated_at": now}
        log.edit("milestones", found["id"], values)
        event(log, goal["id"], "milestone_completed", {"title": found["title"]}, source, found["id"])
        return shown(conn, user_id, goal["id"])


def find(conn: sqlite3.Connection, user_id: str, typed: str) -> dict[str, Any]:
    """Return the goal of that handle, id or title's unique beginning.

    Raises:
        NotFoundError: There is none that stands.
        UsageFault: Several titles begin so.
    """
    row = stored.get(conn, user_id, resolve(conn, "goals", user_id, typed, title="title", noun="goals"))
    if row is None or row["withdrawn_at"] is not None:
        raise NotFoundError("that goal was withdrawn")
    return row


def shown(conn: sqlite3.Connection, user_id: str, row_id: str) -> dict[str, Any]:
    """Return a goal with its `milestones`."""
    row = stored.get(conn, user_id, row_id) or {}
    return {**row, "milestones": stored.milestones(conn, user_id, row_id)}


def missing(row: Mapping[str, Any]) -> list[str]:
    """Name the columns a goal still lacks to be workable."""
    needed = ("why", *(gap.field for gap in NEEDS[row["type"]]), "if_then")
    return [name for name in needed if not row.get(name)]


def change_status(
    store: Store, log: WriteLog, goal: Mapping[str, Any], what: str, source: Provenance
) -> None:
    """Let a status event happen to a goal, inside its write; a reached goal is kept as a milestone.

    Args:
        store: Where.
        log: The write.
        goal: Its row.
        what: complete, pause, resume, abandon or reopen.
        source: Who says so.

    Raises:
        UsageFault: It does not apply to a goal of this status.
    """
    after = check_event(goal["status"], what)
    now = now_ms()
    values = {"status": after, "completed_at": now if after == "completed" else None, "updated_at": now}
    log.edit("goals", goal["id"], values)
    event(log, goal["id"], what, {"status": [goal["status"], after]}, source)
    if what == "complete":
        from lifeos_cli.record import goal_reached

        goal_reached.reached(store, log, goal, source)


def _leading(before: str, after: str) -> str:
    """Name the event that leads from one status to another.

    Raises:
        UsageFault: None does.
    """
    for what, (allowed, then) in STATUS_EVENTS.items():
        if before in allowed and then == after:
            return what
    raise UsageFault(f"a goal that is {before} cannot become {after}", hint="Make it active first.")


def _require_new(conn: sqlite3.Connection, user_id: str, title: str, *, but: str = "") -> None:
    """Refuse a title that an open goal has already, in whatever case."""
    for row in stored.listed(conn, user_id):
        open_ = row["status"] in OPEN
        if open_ and row["id"] != but and row["title"].casefold() == title.casefold():
            raise UsageFault(
                f"a goal with that title is there already: {row['handle']}",
                hint="`lifeos goals edit` changes it.",
            )


def _details(given: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: checked.optional(given[name], name) for name in WORDS if given.get(name) is not None
    }
    if given.get("target_date") is not None:
        target = checked.day(given["target_date"], "target_date")
        values["target_date"] = target and check_target(target, local_date(now_ms()))
    if values.get("frequency"):
        values["frequency"] = str(parse_frequency(values["frequency"]))
    if given.get("if_then") is not None:
        plans = [str(parse_if_then(checked.text(one, "an if-then plan", 500))) for one in given["if_then"]]
        values["if_then"] = json.dumps(plans) if plans else None
    return values


def _planned(milestones: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    if len(milestones) > MILESTONES:
        raise UsageFault(f"a goal has at most {MILESTONES} milestones")
    return [
        {
            "title": checked.text(one["title"], "a milestone's title", TITLE_LIMIT),
            "due_date": checked.day(one.get("due_date"), "due_date"),
        }
        for one in milestones
    ]


def _milestone(
    log: WriteLog, goal_id: str, position: int, one: Mapping[str, Any], now: int
) -> dict[str, Any]:
    row = {
        "id": ulid(),
        "user_id": log.user_id,
        "goal_id": goal_id,
        "position": position,
        "status": "open",
        "created_at": now,
        "updated_at": now,
        **one,
    }
    log.insert("milestones", row)
    return row


def event(
    log: WriteLog,
    goal_id: str,
    kind: str,
    detail: Mapping[str, Any],
    source: Provenance,
    milestone_id: str | None = None,
    *,
    day: str | None = None,
) -> str:
    """Note something that happened to a goal, on the person's day if not today; returns its id."""
    now = now_ms()
    values = {
        "id": ulid(),
        "user_id": log.user_id,
        "goal_id": goal_id,
        "milestone_id": milestone_id,
        "kind": kind,
        "detail": json.dumps(detail),
        **source.columns(),
        "local_date": day or local_date(now),
        "at": now,
        "created_at": now,
    }
    log.insert("goal_events", values)
    return str(values["id"])


def one_milestone(rows: Sequence[dict[str, Any]], typed: str) -> dict[str, Any]:
    """Return a goal's milestone by its number (from 1), id, title, or a title's unique beginning.

    Raises:
        NotFoundError: The goal has none such.
        UsageFault: Several begin so.
    """
    wanted = typed.strip().casefold()
    rows = [row for row in rows if row["status"] != "dropped"]
    if wanted.isdigit() and 1 <= int(wanted) <= len(rows):
        return rows[int(wanted) - 1]
    exact = [row for row in rows if wanted in (row["id"].casefold(), row["title"].casefold())]
    found = exact or [row for row in rows if wanted and row["title"].casefold().startswith(wanted)]
    if not found:
        raise NotFoundError("the goal has no such milestone")
    if len(found) > 1:
        raise UsageFault("several milestones begin so; give the whole title or the id")
    return found[0]
