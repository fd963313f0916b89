"""Queries over jobs: adding, claiming, ending. Each is one statement; the transaction is the caller's.

Whoever ends or parks a job under a lease names the lease's number. Under
another number nothing is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.rows import Job, columns, free_handle, from_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

ALL = "*"
"""The limit that counts the jobs of every kind."""
_COLUMNS = columns(Job)
_OPEN = "status IN ('pending', 'running')"
_SPENT = "run_ms = run_ms + CASE WHEN status = 'running' THEN :now - claimed_at ELSE 0 END"
_FREE = "lease_owner = NULL, heartbeat_at = NULL"


def add(conn: sqlite3.Connection, values: Mapping[str, object]) -> bool:
    """Insert a job; False, and nothing done, if the person has one of its type with its idempotency key."""
    row = {**values, "handle": free_handle(conn, "jobs", str(values["user_id"]), str(values["id"]))}
    slots = ", ".join(f":{name}" for name in row)
    cursor = conn.execute(
        f"INSERT INTO jobs ({', '.join(row)}) VALUES ({slots}) "
        "ON CONFLICT (user_id, type, idempotency_key) DO NOTHING",
        row,
    )
    return cursor.rowcount == 1


def get(conn: sqlite3.Connection, user_id: str, job_id: str) -> Job | None:
    """Return one of the person's jobs."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE user_id = :user AND id = :id", {"user": user_id, "id": job_id}
    ).fetchone()
    return from_row(Job, row) if row else None


def by_key(conn: sqlite3.Connection, user_id: str, kind: str, key: str) -> Job | None:
    """Return the person's job of that type with that idempotency key."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE user_id = :user AND type = :kind AND idempotency_key = :key",
        {"user": user_id, "kind": kind, "key": key},
    ).fetchone()
    return from_row(Job, row) if row else None


def claim(
    conn: sqlite3.Connection, user_id: str, owner: str, kinds: Mapping[str, int], now: int
) -> Job | None:
    """Take the most urgent due job whose kind has room, under a new lease; None if there is none.

    Args:
        conn: The store.
        user_id: Whose.
        owner: The name of this process (`store.owner.me`).
        kinds: The kinds this process can run, each with how many may run at once unless a limit is set.
        now: Epoch milliseconds.
    """
    if not kinds:
        return None
    given: dict[str, object] = {"user": user_id, "owner": owner, "now": now, "all": ALL}
    for place, (name, most) in enumerate(kinds.items()):
        given[f"kind{place}"], given[f"most{place}"] = name, most
    listed = ", ".join(f"(:kind{place}, :most{place})" for place in range(len(kinds)))
    row = conn.execute(
        f"WITH kinds (type, most) AS (VALUES {listed}), roomy AS ("
        "SELECT k.type FROM kinds k LEFT JOIN job_limits l ON l.user_id = :user AND l.type = k.type "
        "WHERE COALESCE(l.parallelism, k.most) > ("
        "SELECT COUNT(*) FROM jobs r WHERE r.user_id = :user AND r.type = k.type AND r.status = 'running')) "
        f"UPDATE jobs SET status = 'running', lease = lease + 1, lease_owner = :owner, heartbeat_at = :now, "
        "claimed_at = :now, started_at = COALESCE(started_at, :now), attempts = attempts + 1, waiting = NULL "
        "WHERE user_id = :user AND id = ("
        "SELECT j.id FROM jobs j WHERE j.user_id = :user AND j.status = 'pending' AND j.run_after IS NOT NULL "
        "AND j.run_after <= :now AND j.type IN (SELECT type FROM roomy) "
        "ORDER BY j.priority DESC, j.run_after, j.id LIMIT 1) "
        "AND COALESCE((SELECT parallelism FROM job_limits WHERE user_id = :user AND type = :all), 1000000) > ("
        "SELECT COUNT(*) FROM jobs r WHERE r.user_id = :user AND r.status = 'running') "
        f"RETURNING {_COLUMNS}",
        given,
    ).fetchone()
    return from_row(Job, row) if row else None


def beat(conn: sqlite3.Connection, user_id: str, owner: str, now: int) -> int:
    """Give a sign of life for every job the process has; returns how many those are."""
    return conn.execute(
        "UPDATE jobs SET heartbeat_at = :now WHERE user_id = :user AND status = 'running' AND lease_owner = :owner",
        {"user": user_id, "owner": owner, "now": now},
    ).rowcount


def running(conn: sqlite3.Connection, user_id: str) -> list[Job]:
    """List the person's jobs under a lease."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE user_id = :user AND status = 'running' ORDER BY id",
        {"user": user_id},
    )
    return [from_row(Job, row) for row in rows]


def has_open(conn: sqlite3.Connection, user_id: str, kind: str) -> bool:
    """Tell whether the person has a job of that type that has not ended."""
    found = conn.execute(
        f"SELECT 1 FROM jobs WHERE user_id = :user AND type = :kind AND {_OPEN} LIMIT 1",
        {"user": user_id, "kind": kind},
    ).fetchone()
    return found is not None


def lease_state(conn: sqlite3.Connection, user_id: str, job_id: str, lease: int) -> int | None:
    """Return whether the job was asked to end (0 or 1); None if the lease no longer stands."""
    found = conn.execute(
        "SELECT cancel_requested FROM jobs "
        "WHERE user_id = :user AND id = :id AND lease = :lease AND status = 'running'",
        {"user": user_id, "id": job_id, "lease": lease},
    ).fetchone()
    return None if found is None else int(found[0])


def end(
    conn: sqlite3.Connection,
    user_id: str,
    job_id: str,
    lease: int,
    now: int,
    *,
    was: str,
    status: str,
    output: str | None = None,
    error: str | None = None,
) -> Job | None:
    """End an open job once; returns it as it is then, None if it is not as it was.

    Args:
        conn: The store.
        user_id: Whose.
        job_id: Which.
        lease: Its lease when it was read or claimed.
        now: Epoch milliseconds.
        was: Its status then.
        status: How it ends.
        output: Its result, as JSON.
        error: Why it failed.
    """
    row = conn.execute(
        f"UPDATE jobs SET {_SPENT}, status = :status, output = :output, error = :error, waiting = NULL, "
        f"finished_at = :now, {_FREE} "
        f"WHERE user_id = :user AND id = :id AND lease = :lease AND status = :was RETURNING {_COLUMNS}",
        {
            "user": user_id,
            "id": job_id,
            "lease": lease,
            "was": was,
            "now": now,
            "status": status,
            "output": output,
            "error": error,
        },
    ).fetchone()
    return from_row(Job, row) if row else None


def put_back(
    conn: sqlite3.Connection,
    user_id: str,
    job_id: str,
    lease: int,
    now: int,
    *,
    run_after: int | None,
    waiting: str | None = None,
    error: str | None = None,
    attempts: int = 0,
    losses: int = 0,
) -> bool:
    """Make a running job pending again; False if the lease does not stand.

    Args:
        conn: The store.
        user_id: Whose.
        job_id: Which.
        lease: Under which it ran.
        now: Epoch milliseconds.
        run_after: When it is due; None for "not by the hour".
        waiting: What it waits for.
        error: Why the attempt failed, if it did.
        attempts: Added to its attempts: -1 where this claim was none.
        losses: Added to its losses.
    """
    cursor = conn.execute(
        f"UPDATE jobs SET {_SPENT}, status = 'pending', run_after = :after, waiting = :waiting, error = :error, "
        f"attempts = attempts + :attempts, losses = losses + :losses, {_FREE} "
        "WHERE user_id = :user AND id = :id AND lease = :lease AND status = 'running'",
        {
            "user": user_id,
            "id": job_id,
            "lease": lease,
            "now": now,
            "after": run_after,
            "waiting": waiting,
            "error": error,
            "attempts": attempts,
            "losses": losses,
        },
    )
    return cursor.rowcount == 1


def progressed(conn: sqlite3.Connection, user_id: str, job_id: str) -> None:
    """Start counting attempts and losses anew: a step has worked."""
    conn.execute(
        "UPDATE jobs SET attempts = 1, losses = 0 WHERE user_id = :user AND id = :id "
        "AND (attempts > 1 OR losses > 0)",
        {"user": user_id, "id": job_id},
    )


def ask_cancel(conn: sqlite3.Connection, user_id: str, job_id: str) -> bool:
    """Ask whoever runs the job to end it; False if nobody runs it or it was asked before."""
    cursor = conn.execute(
        "UPDATE jobs SET cancel_requested = 1 "
        "WHERE user_id = :user AND id = :id AND status = 'running' AND cancel_requested = 0",
        {"user": user_id, "id": job_id},
    )
    return cursor.rowcount == 1


def wake(conn: sqlite3.Connection, user_id: str, job_id: str, now: int) -> bool:
    """Make a pending job due now; False if it is not pending."""
    cursor = conn.execute(
        "UPDATE jobs SET run_after = :now, waiting = NULL WHERE user_id = :user AND id = :id "
        "AND status = 'pending'",
        {"user": user_id, "id": job_id, "now": now},
    )
    return cursor.rowcount == 1


def reopen(conn: sqlite3.Connection, user_id: str, job_id: str, now: int) -> bool:
    """Make an ended job pending again, as if never tried; late results of its old lease no longer count."""
    cursor = conn.execute(
        "UPDATE jobs SET status = 'pending', run_after = :now, waiting = NULL, attempts = 0, losses = 0, "
        "lease = lease + 1, cancel_requested = 0, output = NULL, error = NULL, hook_error = NULL, "
        f"finished_at = NULL WHERE user_id = :user AND id = :id AND NOT ({_OPEN})",
        {"user": user_id, "id": job_id, "now": now},
    )
    return cursor.rowcount == 1


def note_hook_error(conn: sqlite3.Connection, user_id: str, job_id: str, error: str) -> None:
    """Keep why the completion hook failed."""
    conn.execute(
        "UPDATE jobs SET hook_error = :error WHERE user_id = :user AND id = :id",
        {"user": user_id, "id": job_id, "error": error},
    )


def children(conn: sqlite3.Connection, user_id: str, job_id: str) -> list[Job]:
    """List the jobs a job has started, oldest first."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE user_id = :user AND parent_id = :id ORDER BY id",
        {"user": user_id, "id": job_id},
    )
    return [from_row(Job, row) for row in rows]


def set_limit(conn: sqlite3.Connection, user_id: str, kind: str, parallelism: int | None) -> None:
    """Say how many of a kind may run at once (0: none, `ALL`: of every kind together); None takes the limit away."""
    given = {"user": user_id, "kind": kind, "most": parallelism}
    if parallelism is None:
        conn.execute("DELETE FROM job_limits WHERE user_id = :user AND type = :kind", given)
        return
    conn.execute(
        "INSERT INTO job_limits (user_id, type, parallelism) VALUES (:user, :kind, :most) "
        "ON CONFLICT (user_id, type) DO UPDATE SET parallelism = excluded.parallelism",
        given,
    )


def limits(conn: sqlite3.Connection, user_id: str) -> dict[str, int]:
    """Return the limits that are set, by kind."""
    rows = conn.execute("SELECT type, parallelism FROM job_limits WHERE user_id = :user", {"user": user_id})
    return {row[0]: int(row[1]) for row in rows}


def next_due(conn: sqlite3.Connection, user_id: str, after: int = -1) -> int | None:
    """Return when the next pending job is due, of those due after an instant (default: of all)."""
    found = conn.execute(
        "SELECT MIN(run_after) FROM jobs WHERE user_id = :user AND status = 'pending' "
        "AND run_after IS NOT NULL AND run_after > :after",
        {"user": user_id, "after": after},
    ).fetchone()[0]
    return None if found is None else int(found)
