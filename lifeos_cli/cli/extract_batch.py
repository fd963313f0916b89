"""`lifeos extract --batch`: hand sessions in, and take what has come since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.store.rows import Session

SIGNALLED = 128


def batch(run: Runtime, queue: Queue, chosen: Sequence[Session], *, model: str | None, force: bool) -> None:
    """Look at the batches that are out, hand in what is in none, read what has come."""
    from lifeos_cli.cli.extract import show
    from lifeos_cli.extraction import batches
    from lifeos_cli.extraction.kinds import KINDS
    from lifeos_cli.extraction.worker import Worker
    from lifeos_cli.extraction.worker import run as work
    from lifeos_cli.render.progress import Bar

    out = {one.job_id for one in batches.waiting(queue).values()}
    batches.look_now(queue)
    made = batches.submit(queue, run.settings, [row.id for row in chosen], model=model, force=force)
    known = {name: KINDS[name] for name in batches.KINDS}
    with Bar("Batches", None, shown=not run.quiet):
        number = work(Worker(run.paths, [run.person.id], known=known), stay=False)
    waiting = batches.waiting(queue)
    out |= {job.id for job in made} | {one.job_id for one in waiting.values()}
    read = batches.read_from(queue, out)
    results = [_result(queue, row, waiting.get(row.id), read.get(row.id)) for row in chosen]
    show(run, results)
    submitted = sum(one["status"] == "submitted" for one in results)
    if submitted:
        run.note(f"{submitted} are with Anthropic, within a day answered: lifeos jobs run")
    _leave(number, results, later=any(job.error for job in batches.opened(queue)))


def _leave(number: int, results: Sequence[dict[str, Any]], *, later: bool) -> None:
    if number:
        raise typer.Exit(SIGNALLED + number)
    if any(one["status"] == "failed" for one in results):
        raise typer.Exit(ExitCode.FAILED)
    if later:
        raise typer.Exit(ExitCode.TRY_AGAIN)


def _result(queue: Queue, row: Session, waiting: Any, job_id: str | None) -> dict[str, Any]:
    from lifeos_cli.cli.extract import result
    from lifeos_cli.extraction import steering

    if waiting is not None:
        told = result(queue, row, None)
        status = "submitted" if waiting.batch_id else "pending"
        error = steering.find(queue, waiting.job_id).error
        return {
            **told,
            "job_id": waiting.job_id,
            "status": status,
            "batch_id": waiting.batch_id,
            "error": error,
        }
    return result(queue, row, steering.find(queue, job_id) if job_id else None)
