"""What a person, or another part of the program, does to jobs: cancel, retry, restart, tell an event, pause, prune."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import DAY
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.extraction import ending
from lifeos_cli.extraction.journal import encode, event_name, from_step, order
from lifeos_cli.store import job_steps, jobs, jobs_views
from lifeos_cli.store.owner import alive
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import JobEvent

if TYPE_CHECKING:
    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.store.rows import Job

KEPT_DAYS = 30
"""How long ended jobs are kept by default."""


def find(queue: Queue, typed: str) -> Job:
    """Return the person's job of that handle or id.

    Raises:
        NotFoundError: Nothing answers to it.
    """
    conn = queue.store.conn
    found = jobs.get(conn, queue.user_id, resolve(conn, "jobs", queue.user_id, typed, noun="jobs"))
    if found is None:
        raise NotFoundError("no such job")
    return found


def cancel(queue: Queue, job_id: str) -> Job:
    """Cancel a job with those it has started: at once if it waits, at its next step if it runs, not if it has ended.

    Raises:
        NotFoundError: There is no such job.
    """
    with queue.store.write() as conn:
        job = find(queue, job_id)
        if job.status == "running" and not alive(job.lease_owner or ""):
            queue.end_canceled(job)
        else:
            ending.cancel(conn, queue.kinds, job, queue.clock())
        return find(queue, job.id)


def retry(queue: Queue, job_id: str, *, step: str | None = None) -> Job:
    """Run an ended job again: from the step that failed, or from one that is named. What was done before it stands.

    A pending job that has failed before is made due now.

    Args:
        queue: The queue.
        job_id: Which.
        step: A step's place, or name (its last occurrence counts).

    Raises:
        NotFoundError: There is no such job or step.
        UsageFault: It is running, or it has ended well and no step is named.
    """
    with queue.store.write() as conn:
        job = find(queue, job_id)
        if job.status == "running":
            raise UsageFault(f"job {job.handle} is running", hint=f"lifeos jobs cancel {job.handle}")
        if job.status == "completed" and step is None:
            raise UsageFault(
                f"job {job.handle} has ended well", hint="Name the step to run it again from: --from STEP."
            )
        steps = job_steps.listed(conn, queue.user_id, job.id)
        if step is None:
            failed = [one.place for one in steps if one.status == "failed"]
            step = max(failed, key=order, default=None) if job.status != "pending" else None
        if step is not None:
            job_steps.delete(conn, queue.user_id, job.id, from_step(steps, step))
        now = queue.clock()
        _ = jobs.reopen(conn, queue.user_id, job.id, now) or jobs.wake(conn, queue.user_id, job.id, now)
        return find(queue, job.id)


def send_event(queue: Queue, job_id: str, name: str, value: Any = None, *, error: str | None = None) -> None:
    """Tell a job an event, whether or not it waits for it yet.

    Args:
        queue: The queue.
        job_id: Which job.
        name: The event's name, as in `ctx.wait_event`.
        value: What the waiting step returns; any JSON.
        error: Why the waiting step fails instead.

    Raises:
        NotFoundError: There is no such job.
        UsageFault: The job has ended, or the event was sent before.
        NonRetryableError: The value is no JSON, or the name has a comma.
    """
    with queue.store.write() as conn:
        job = find(queue, job_id)
        if job.finished_at is not None:
            raise UsageFault(f"job {job.handle} has ended")
        event = JobEvent(
            user_id=queue.user_id,
            job_id=job.id,
            name=event_name(name),
            payload=None if error else encode(value, "the event's value"),
            error=error,
            sent_at=queue.clock(),
            consumed_by=None,
        )
        if not job_steps.send(conn, event):
            raise UsageFault(f"job {job.handle} has been sent that event before")
        if job.waiting is not None and f"event {name}" in job.waiting.split(", "):
            jobs.wake(conn, queue.user_id, job.id, queue.clock())


def set_limit(queue: Queue, kind: str | None, parallelism: int | None) -> None:
    """Say how many jobs of a kind run at once, from the next claim on; those that run are left alone.

    Args:
        queue: The queue.
        kind: Which; None for all kinds together.
        parallelism: 0 pauses; None goes back to what the kind itself says.

    Raises:
        UsageFault: There is no such kind.
    """
    if kind is not None and kind not in queue.kinds:
        from lifeos_cli.extraction.kinds import find as find_kind

        find_kind(kind)
    with queue.store.write() as conn:
        jobs.set_limit(conn, queue.user_id, kind or jobs.ALL, parallelism)


def prune(queue: Queue, *, days: float = KEPT_DAYS, failed: bool = False) -> int:
    """Delete jobs that ended long ago, with their journals; returns how many.

    Args:
        queue: The queue.
        days: Older than so many.
        failed: Those that failed too.
    """
    statuses = ("completed", "canceled", "failed") if failed else ("completed", "canceled")
    before = queue.clock() - round(days * DAY)
    with queue.store.write() as conn:
        return jobs_views.prune(conn, queue.user_id, before, statuses)
