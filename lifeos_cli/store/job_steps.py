"""Queries over the journal of a job's steps and the events it was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.rows import JobEvent, JobStep, columns, from_row, insert

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


def listed(conn: sqlite3.Connection, user_id: str, job_id: str) -> list[JobStep]:
    """List a job's journal, in no order that means anything: places sort by `extraction.journal.order`."""
    rows = conn.execute(
        f"SELECT {columns(JobStep)} FROM job_steps WHERE user_id = :user AND job_id = :job",
        {"user": user_id, "job": job_id},
    )
    return [from_row(JobStep, row) for row in rows]


def add(conn: sqlite3.Connection, step: JobStep) -> None:
    """Append an entry."""
    insert(conn, "job_steps", step._asdict())


def settle(
    conn: sqlite3.Connection,
    user_id: str,
    job_id: str,
    place: str,
    now: int,
    *,
    output: str | None = None,
    error: str | None = None,
) -> bool:
    """Give a waiting entry its result, an error if there is one; False if it is not waiting."""
    cursor = conn.execute(
        "UPDATE job_steps SET status = :status, output = :output, error = :error, finished_at = :now "
        "WHERE user_id = :user AND job_id = :job AND place = :place AND status = 'waiting'",
        {
            "user": user_id,
            "job": job_id,
            "place": place,
            "now": now,
            "status": "completed" if error is None else "failed",
            "output": output,
            "error": error,
        },
    )
    return cursor.rowcount == 1


def delete(conn: sqlite3.Connection, user_id: str, job_id: str, places: Iterable[str]) -> None:
    """Take entries out, give back the events they took, and delete the jobs they started."""
    for place in places:
        given = {"user": user_id, "job": job_id, "place": place}
        conn.execute(
            "UPDATE job_events SET consumed_by = NULL "
            "WHERE user_id = :user AND job_id = :job AND consumed_by = :place",
            given,
        )
        conn.execute(
            "DELETE FROM jobs WHERE user_id = :user AND parent_id = :job AND parent_place = :place", given
        )
        conn.execute(
            "DELETE FROM job_steps WHERE user_id = :user AND job_id = :job AND place = :place", given
        )


def events(conn: sqlite3.Connection, user_id: str, job_id: str) -> list[JobEvent]:
    """List the events a job was told, oldest first."""
    rows = conn.execute(
        f"SELECT {columns(JobEvent)} FROM job_events WHERE user_id = :user AND job_id = :job "
        "ORDER BY sent_at, name",
        {"user": user_id, "job": job_id},
    )
    return [from_row(JobEvent, row) for row in rows]


def event(conn: sqlite3.Connection, user_id: str, job_id: str, name: str) -> JobEvent | None:
    """Return the event of that name."""
    row = conn.execute(
        f"SELECT {columns(JobEvent)} FROM job_events WHERE user_id = :user AND job_id = :job AND name = :name",
        {"user": user_id, "job": job_id, "name": name},
    ).fetchone()
    return from_row(JobEvent, row) if row else None


def send(conn: sqlite3.Connection, event: JobEvent) -> bool:
    """Keep an event; False if one of that name has been sent."""
    cursor = conn.execute(
        "INSERT INTO job_events (user_id, job_id, name, payload, error, sent_at, consumed_by) "
        "VALUES (:user_id, :job_id, :name, :payload, :error, :sent_at, :consumed_by) "
        "ON CONFLICT (job_id, name) DO NOTHING",
        event._asdict(),
    )
    return cursor.rowcount == 1


def consume(conn: sqlite3.Connection, user_id: str, job_id: str, name: str, place: str) -> bool:
    """Let one step take an event; False if another has."""
    cursor = conn.execute(
        "UPDATE job_events SET consumed_by = :place "
        "WHERE user_id = :user AND job_id = :job AND name = :name AND consumed_by IS NULL",
        {"user": user_id, "job": job_id, "name": name, "place": place},
    )
    return cursor.rowcount == 1
