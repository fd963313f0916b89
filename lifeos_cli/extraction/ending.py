"""How a job ends: once, with its hook, and with word to the job that waits for it, all in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.extraction.failures import describe
from lifeos_cli.extraction.kinds import load
from lifeos_cli.store import job_steps, jobs
from lifeos_cli.store.transaction import savepoint

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from lifeos_cli.extraction.kinds import Kind
    from lifeos_cli.store.rows import Job

CANCELED = "Canceled"
"""The error of a job that was canceled, as the job that waits for it sees it."""


def end(
    conn: sqlite3.Connection,
    kinds: Mapping[str, Kind],
    job: Job,
    now: int,
    *,
    status: str,
    output: str | None = None,
    error: str | None = None,
) -> bool:
    """End a job as it was when `job` was read or claimed; False, and nothing done, if its lease no longer stands.

    Args:
        conn: A write transaction.
        kinds: Where its completion hook is found.
        job: The job with its lease.
        now: Epoch milliseconds.
        status: completed, failed or canceled.
        output: Its result, as JSON.
        error: Why it failed.
    """
    ended = jobs.end(
        conn,
        job.user_id,
        job.id,
        job.lease,
        now,
        was=job.status,
        status=status,
        output=output,
        error=error,
    )
    if ended is None:
        return False
    if status != "completed":
        for child in jobs.children(conn, job.user_id, job.id):
            cancel(conn, kinds, child, now)
    _tell_parent(conn, ended, now)
    _call_hook(conn, kinds, ended)
    return True


def cancel(conn: sqlite3.Connection, kinds: Mapping[str, Kind], job: Job, now: int) -> bool:
    """End a pending job, ask whoever runs it to end it, leave an ended one; returns whether anything was done."""
    if job.status == "pending":
        return end(conn, kinds, job, now, status="canceled", error=CANCELED)
    if job.status != "running" or not jobs.ask_cancel(conn, job.user_id, job.id):
        return False
    for child in jobs.children(conn, job.user_id, job.id):
        cancel(conn, kinds, child, now)
    return True


def _tell_parent(conn: sqlite3.Connection, job: Job, now: int) -> None:
    """Put the result into the parent's journal and wake it."""
    if job.parent_id is None or job.parent_place is None:
        return
    told = job_steps.settle(
        conn,
        job.user_id,
        job.parent_id,
        job.parent_place,
        now,
        output=job.output,
        error=None if job.status == "completed" else job.error,
    )
    if told:
        jobs.wake(conn, job.user_id, job.parent_id, now)


def _call_hook(conn: sqlite3.Connection, kinds: Mapping[str, Kind], job: Job) -> None:
    """Call the kind's completion hook; if it fails, what it wrote is undone and the result stands."""
    kind = kinds.get(job.type)
    if kind is None or kind.on_end is None:
        return
    try:
        with savepoint(conn):
            load(kind.on_end)(conn, job)
    except Exception as error:  # noqa: BLE001 - whatever a hook does, the job has ended
        jobs.note_hook_error(conn, job.user_id, job.id, describe(error))
