"""Jobs as the commands show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso
from lifeos_cli.extraction.journal import decode, order
from lifeos_cli.store import job_steps, jobs, jobs_views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.store.rows import Job, JobEvent, JobStep


def public(job: Job) -> dict[str, Any]:
    """Return a job with its JSON read and its times written."""
    return {
        "id": job.id,
        "handle": job.handle,
        "type": job.type,
        "version": job.version,
        "status": job.status,
        "priority": job.priority,
        "run_after": iso(job.run_after),
        "waiting": job.waiting,
        "attempts": job.attempts,
        "max_attempts": job.max_attempts,
        "losses": job.losses,
        "key": job.idempotency_key,
        "parent_id": job.parent_id,
        "lease": {"owner": job.lease_owner, "heartbeat_at": iso(job.heartbeat_at)}
        if job.lease_owner
        else None,
        "cancel_requested": bool(job.cancel_requested),
        "input": decode(job.input),
        "output": decode(job.output),
        "error": job.error,
        "hook_error": job.hook_error,
        "created_at": iso(job.created_at),
        "started_at": iso(job.started_at),
        "finished_at": iso(job.finished_at),
        "run_ms": job.run_ms,
    }


def whole(queue: Queue, job: Job) -> dict[str, Any]:
    """Return a job with its steps in the order of the flow, its events and the jobs it has started."""
    conn = queue.store.conn
    steps = sorted(
        job_steps.listed(conn, queue.user_id, job.id), key=lambda step: (order(step.place), step.place)
    )
    return {
        **public(job),
        "steps": [_step(step) for step in steps],
        "events": [_event(event) for event in job_steps.events(conn, queue.user_id, job.id)],
        "children": [child.id for child in jobs.children(conn, queue.user_id, job.id)],
    }


def _step(step: JobStep) -> dict[str, Any]:
    return {
        "place": step.place.partition(":")[0],
        "kind": step.kind,
        "name": step.name,
        "version": step.version,
        "status": step.status,
        "output": decode(step.output),
        "error": step.error,
        "child_id": step.child_id,
        "started_at": iso(step.started_at),
        "finished_at": iso(step.finished_at),
    }


def _event(event: JobEvent) -> dict[str, Any]:
    return {
        "name": event.name,
        "value": decode(event.payload),
        "error": event.error,
        "sent_at": iso(event.sent_at),
        "consumed_by": event.consumed_by,
    }


def listed(
    queue: Queue, *, statuses: Sequence[str] = (), kind: str | None = None, most: int | None = None
) -> list[Job]:
    """List jobs, oldest first (see `jobs_views.listed`)."""
    return jobs_views.listed(queue.store.conn, queue.user_id, statuses=statuses, kind=kind, most=most)


def stats(queue: Queue) -> dict[str, Any]:
    """Count the person's jobs, by kind and together.

    Returns:
        `kinds`: for each kind `type pending due waiting retrying running completed failed canceled
        parallelism paused run_ms last_end`; the sums of the counts; `lag_ms`: how long the oldest due
        job has been due; `paused`: whether nothing is run at all.
    """
    conn, now = queue.store.conn, queue.clock()
    limits = jobs.limits(conn, queue.user_id)
    kinds = {name: _blank(name, limits.get(name, kind.parallelism)) for name, kind in queue.kinds.items()}
    lag = 0
    for row in jobs_views.counts(conn, queue.user_id, now):
        kind = kinds.setdefault(row["type"], _blank(row["type"], limits.get(row["type"])))
        kind[row["status"]] = row["n"]
        kind["run_ms"] += row["run_ms"]
        kind["last_end"] = max(filter(None, (kind["last_end"], row["last_end"])), default=None)
        if row["status"] == "pending":
            kind |= {"due": row["due"], "waiting": row["waiting"], "retrying": row["with_error"]}
            lag = max(lag, now - row["earliest"] if row["earliest"] is not None else 0)
    listed = [{**kind, "last_end": iso(kind["last_end"])} for _, kind in sorted(kinds.items())]
    sums = {name: sum(kind[name] for kind in listed) for name in COUNTS}
    total = limits.get(jobs.ALL)
    return {**sums, "lag_ms": lag, "parallelism": total, "paused": total == 0, "kinds": listed}


COUNTS = ("pending", "due", "waiting", "retrying", "running", "completed", "failed", "canceled")


def _blank(name: str, parallelism: int | None) -> dict[str, Any]:
    return {
        "type": name,
        **dict.fromkeys(COUNTS, 0),
        "parallelism": parallelism,
        "paused": parallelism == 0,
        "run_ms": 0,
        "last_end": None,
    }
