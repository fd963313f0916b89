"""`lifeos extract`: turn conversations into a summary, facts, tags and more, now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.complete import session_handles
from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import ExitCode, UsageFault

if TYPE_CHECKING:
    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.extraction.worker import Ended
    from lifeos_cli.store.rows import Job, Session

app = single()
SIGNALLED = 128


@app.command()
def extract(
    session: list[str] = typer.Argument(
        None, metavar="SESSION", help="Handles, ids or titles' beginnings.", autocompletion=session_handles
    ),
    every: bool = typer.Option(False, "--all", help="All sessions."),
    since: str = typer.Option(None, metavar="WHEN", help="Sessions used from then on."),
    dry_run: bool = typer.Option(
        False, "--dry-run", help="Show what the rules would find; write and send nothing."
    ),
    model: str = typer.Option(
        None, metavar="NAME", help="Who reads, as provider/id, or guided for the rules."
    ),
    force: bool = typer.Option(False, "--force", help="Read again what was read already."),
    batch: bool = typer.Option(
        False, "--batch", help="Hand them in at Anthropic for half the price, answered within a day."
    ),
) -> None:
    """Read sessions and keep what they hold; what was read already is passed over."""
    run = current()
    chosen = _chosen(run, session or [], every=every, since=since)
    if not chosen:
        run.note("No sessions to read. Start one with: lifeos chat")
    if dry_run:
        from lifeos_cli.cli.extract_dry import dry

        dry(run, chosen)
        return
    from lifeos_cli.extraction import summary
    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.settings_checks import model as checked

    queue = Queue(run.store, run.person.id)
    name = checked(model) if model else None
    if batch:
        from lifeos_cli.cli.extract_batch import batch as hand_in

        hand_in(run, queue, chosen, model=name, force=force)
        return
    jobs = {row.id: summary.enqueue(queue, run.settings, row.id, model=name, force=force) for row in chosen}
    number = _work(run, queue, [job for job in jobs.values() if job])
    results = [result(queue, row, jobs[row.id]) for row in chosen]
    show(run, results)
    if number:
        raise typer.Exit(SIGNALLED + number)
    if any(one["status"] == "canceled" for one in results):
        raise typer.Exit(ExitCode.TRY_AGAIN)
    if any(one["status"] == "failed" for one in results):
        raise typer.Exit(ExitCode.FAILED)


def _chosen(run: Runtime, typed: list[str], *, every: bool, since: str | None) -> list[Session]:
    from lifeos_cli.clock import now_ms
    from lifeos_cli.record import sessions
    from lifeos_cli.store import sessions as stored
    from lifeos_cli.when import parse

    if bool(typed) + every + (since is not None) != 1:
        raise UsageFault("say which sessions: SESSION..., --all or --since WHEN, one of them")
    if typed:
        found = {row.id: row for row in (sessions.find(run.store, run.person.id, one) for one in typed)}
        return list(found.values())
    start = parse(since, now_ms()) if since is not None else None
    return stored.listed(run.store.conn, run.person.id, start=start, archived=True)


def _work(run: Runtime, queue: Queue, jobs: list[Job]) -> int:
    """Run what was queued; what cannot be done now is canceled, so that nothing of ours is left waiting."""
    from lifeos_cli.extraction import steering, summary
    from lifeos_cli.extraction.kinds import KINDS
    from lifeos_cli.extraction.worker import Worker
    from lifeos_cli.extraction.worker import run as work
    from lifeos_cli.render.progress import Bar

    done: list[str] = []
    with Bar("Reading", len(jobs) or None, shown=not run.quiet) as bar:

        def told(ended: Ended) -> None:
            done.append(ended.job.id)
            bar.to(len(done), ended.status)

        worker = Worker(
            run.paths, [run.person.id], known={kind: KINDS[kind] for kind in summary.KINDS}, told=told
        )
        number = work(worker, stay=False) if jobs else 0
    for job in jobs:
        if steering.find(queue, job.id).status in ("pending", "running"):
            steering.cancel(queue, job.id)
    return number


def result(queue: Queue, row: Session, job: Job | None) -> dict[str, Any]:
    """Return what became of a session, as the command shows it."""
    import json

    from lifeos_cli.extraction import steering

    result: dict[str, Any] = {
        "session": row.handle,
        "session_id": row.id,
        "job_id": None,
        "status": "unchanged",
    }
    if job is None:
        return result
    now = steering.find(queue, job.id)
    output = json.loads(now.output) if now.output else {}
    return {**result, "job_id": now.id, "status": now.status, "error": now.error, **output}


def show(run: Runtime, results: list[dict[str, Any]]) -> None:
    """Answer with what became of the sessions."""
    from lifeos_cli.extraction.summary import told

    if run.json:
        run.out_json(results)
        return
    for one in results:
        if one["status"] not in ("unchanged", "submitted"):
            said = told(one) if one["status"] == "completed" else f"{one['status']}: {one['error'] or ''}"
            run.out(f"{one['session']}  {said}")
            for gone in one.get("rejected", ()):
                text = f" ({gone['text']})" if gone.get("text") else ""
                run.note(f"  rejected {gone['kind']}: {gone['reason']}{text}")
    passed = sum(one["status"] == "unchanged" for one in results)
    if passed:
        run.note(f"{passed} with nothing new.")
