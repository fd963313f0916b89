"""`lifeos jobs run` and `lifeos jobs worker`: doing the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.extraction.worker import Ended
    from lifeos_cli.store.rows import Job

PARALLELISM = typer.Option(8, "--parallelism", min=1, max=64, help="How many steps at once.")
EVERYBODY = typer.Option(False, "--everybody", help="Everybody's jobs of this store, not one person's.")
SIGNALLED = 128


def run(parallelism: int = PARALLELISM, everybody: bool = EVERYBODY) -> None:
    """Run what is due and end; for cron. Says nothing when all went well.

    Exit 1 when a job failed for good, 75 when some are to be tried again.
    """
    from lifeos_cli.errors import ExitCode
    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.extraction.views import stats
    from lifeos_cli.render.progress import Bar

    run = current()
    people = _people(run, everybody=everybody)
    seen: list[Ended] = []
    total = sum(stats(Queue(run.store, person))["due"] for person in people)
    with Bar("Jobs", total or None, shown=not run.quiet) as bar:

        def told(ended: Ended) -> None:
            seen.append(ended)
            bar.to(len(seen), f"{ended.job.type} {ended.status}")

        number = _work(run, people, parallelism, told, stay=False)
    for one in seen:
        if one.status == "failed":
            run.say(_told(one))
    if number:
        raise typer.Exit(SIGNALLED + number)
    if any(one.status == "failed" for one in seen):
        raise typer.Exit(ExitCode.FAILED)
    waiting = sum(_to_be_retried(run, person) for person in people)
    if waiting:
        run.note(f"{waiting} to be tried again: lifeos jobs list")
        raise typer.Exit(ExitCode.TRY_AGAIN)


def worker(parallelism: int = PARALLELISM, everybody: bool = EVERYBODY) -> None:
    """Stay, and run jobs as they come, until interrupted; steps under way are let finish."""
    run = current()
    people = _people(run, everybody=everybody)
    run.note("Working. Ctrl-C ends it; what it was at is kept.")
    number = _work(run, people, parallelism, lambda ended: run.note(_told(ended)), stay=True)
    raise typer.Exit(SIGNALLED + number if number else 0)


def _people(run: Runtime, *, everybody: bool) -> list[str]:
    if not everybody:
        return [run.person.id]
    from lifeos_cli.record.users import listed

    return [user.id for user in listed(run.store)]


def _work(
    run: Runtime, people: list[str], parallelism: int, told: Callable[[Ended], None], *, stay: bool
) -> int:
    """Run a worker; returns the signal that ended it."""
    from lifeos_cli.extraction.worker import Worker
    from lifeos_cli.extraction.worker import run as work

    return work(Worker(run.paths, people, parallelism=parallelism, told=told), stay=stay)


def _told(ended: Ended) -> str:
    reason = f": {ended.error}" if ended.error else ""
    hint = f" (lifeos jobs retry {ended.job.handle})" if ended.status == "failed" else ""
    return f"{ended.job.type} {ended.job.handle} {ended.status}{reason}{hint}"


def _to_be_retried(run: Runtime, user_id: str) -> int:
    from lifeos_cli.extraction.queue import Queue

    return Queue(run.store, user_id).to_be_retried()


def end_batch(run: Runtime, queue: Queue, job: Job) -> None:
    """Cancel a canceled job's batch at Anthropic, and say what became of it; that it goes on is always said."""
    if job.type != "batch":
        return
    from lifeos_cli.extraction.batch_ending import cancel

    done = cancel(queue, run.settings, job)
    if done is None:
        return
    batch = f"Batch {done.batch_id}"
    if done.how == "canceled":
        run.note(f"{batch} is canceled at Anthropic.")
    elif done.how == "answered":
        run.note(f"{batch} had been answered; nothing of it is applied.")
    elif done.how == "shared":
        run.note(f"{batch} goes on: another job waits for it.")
    elif done.how == "unknown":
        run.say("Its batch was being handed in: if Anthropic took it, it goes on there.")
    else:
        run.say(f"{batch} goes on at Anthropic: {done.error}. Once more: lifeos jobs cancel {job.handle}")
