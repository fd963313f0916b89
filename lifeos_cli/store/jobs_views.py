"""Looking at many jobs at once: lists, counts, and taking old ones out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.store.rows import Job, columns, from_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

OPEN = ("pending", "running")
ENDED = ("completed", "failed", "canceled")


def listed(
    conn: sqlite3.Connection,
    user_id: str,
    *,
    statuses: Sequence[str] = (),
    kind: str | None = None,
    most: int | None = None,
) -> list[Job]:
    """List jobs, oldest first; the newest `most` of them.

    Args:
        conn: The store.
        user_id: Whose.
        statuses: Only in one of these; all if empty.
        kind: Only of this type.
        most: At most so many.
    """
    given: dict[str, Any] = {"user": user_id, "kind": kind, "most": -1 if most is None else most}
    given |= {f"s{place}": status for place, status in enumerate(statuses)}
    only = f"AND status IN ({', '.join(f':s{place}' for place in range(len(statuses)))}) " if statuses else ""
    of_kind = "AND type = :kind " if kind is not None else ""
    limit = "" if most is None else " LIMIT :most"
    rows = conn.execute(
        f"SELECT {columns(Job)} FROM jobs WHERE user_id = :user {only}{of_kind}ORDER BY id DESC{limit}", given
    ).fetchall()
    return [from_row(Job, row) for row in reversed(rows)]


def counts(conn: sqlite3.Connection, user_id: str, now: int) -> list[dict[str, Any]]:
    """Count the jobs of each type by status, what is due and what waits, with times in milliseconds."""
    rows = conn.execute(
        "SELECT type, status, COUNT(*) AS n, SUM(run_ms) AS run_ms, "
        "SUM(CASE WHEN run_after <= :now THEN 1 ELSE 0 END) AS due, "
        "SUM(CASE WHEN waiting IS NOT NULL THEN 1 ELSE 0 END) AS waiting, "
        "SUM(CASE WHEN error IS NOT NULL THEN 1 ELSE 0 END) AS with_error, "
        "MIN(run_after) AS earliest, MAX(finished_at) AS last_end "
        "FROM jobs WHERE user_id = :user GROUP BY type, status ORDER BY type, status",
        {"user": user_id, "now": now},
    )
    return [dict(row) for row in rows]


def to_be_retried(conn: sqlite3.Connection, user_id: str) -> int:
    """Count pending jobs that have failed before and wait to be tried again."""
    row = conn.execute(
        "SELECT COUNT(*) FROM jobs WHERE user_id = :user AND status = 'pending' AND error IS NOT NULL",
        {"user": user_id},
    ).fetchone()
    return int(row[0])


def prune(conn: sqlite3.Connection, user_id: str, before: int, statuses: Sequence[str]) -> int:
    """Delete jobs that ended before an instant, with their journals and children; returns how many ended jobs went.

    A job that another one started goes with that one.
    """
    given: dict[str, Any] = {"user": user_id, "before": before}
    given |= {f"s{place}": status for place, status in enumerate(statuses)}
    slots = ", ".join(f":s{place}" for place in range(len(statuses)))
    return conn.execute(
        "DELETE FROM jobs WHERE user_id = :user AND parent_id IS NULL AND finished_at < :before "
        f"AND status IN ({slots})",
        given,
    ).rowcount
