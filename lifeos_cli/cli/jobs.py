"""`lifeos jobs`: background work: what waits, what runs, what failed, and running it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.complete import job_handles, job_kinds
from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.jobs_work import run as run_due
from lifeos_cli.cli.jobs_work import worker
from lifeos_cli.cli.output import MOST, emit_list, emit_thing, emit_written
from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from lifeos_cli.extraction.queue import Queue

app = group("Background work: what waits, runs and failed; run it, steer it.")
app.command("run")(run_due)
app.command()(worker)
JOB = typer.Argument(..., metavar="JOB", help="A handle or an id.", autocompletion=job_handles)
KIND = typer.Argument(None, metavar="[KIND]", help="Which kind; all if none.", autocompletion=job_kinds)
COLUMNS = ("handle", "type", "status", "attempts", "run_after", "waiting", "error", "created_at")
SHOWN = ("pending", "running", "failed")
ENDED = ("completed", "canceled")


def _queue() -> Queue:
    from lifeos_cli.extraction.queue import Queue

    run = current()
    return Queue(run.store, run.person.id)


@app.command("list")
def list_(
    status: list[str] = typer.Option([], "--status", metavar="STATUS", help="Only these; several times."),
    kind: str = typer.Option(
        None, "--kind", metavar="KIND", help="Only of this kind.", autocompletion=job_kinds
    ),
    every: bool = typer.Option(False, "--all", help="Finished ones too, as --json always does."),
    limit: int = typer.Option(None, "--limit", "-n", min=1, max=MOST, help="At most so many, the newest."),
) -> None:
    """List jobs, oldest first."""
    from lifeos_cli.errors import UsageFault
    from lifeos_cli.extraction.views import listed, public
    from lifeos_cli.text import one_line

    known = (*SHOWN, *ENDED)
    for name in status:
        if name not in known:
            raise UsageFault(
                f"'{one_line(name, 30)}' is no status of a job", hint=f"There are: {', '.join(known)}."
            )
    chosen = status or ([] if every or current().json else list(SHOWN))
    rows = [public(job) for job in listed(_queue(), statuses=chosen, kind=kind, most=limit)]
    emit_list(
        COLUMNS, rows, empty="Nothing waits, runs or has failed. What has ended: lifeos jobs list --all"
    )


@app.command()
def show(job: str = JOB) -> None:
    """Show one job with its steps, input and output."""
    from lifeos_cli.extraction.steering import find
    from lifeos_cli.extraction.views import whole

    queue = _queue()
    full = whole(queue, find(queue, job))
    steps = [f"{step['place']} {step['name']}: {step['status']}" for step in full["steps"]]
    flat = {**full, "steps": "\n".join(steps), "events": [event["name"] for event in full["events"]]}
    emit_thing(flat, full=full)


@app.command()
def retry(
    job: str = JOB,
    step: str = typer.Option(
        None, "--from", metavar="STEP", help="A step's place or name; else what failed."
    ),
) -> None:
    """Run a job again from the step that failed, or from another one; what was done before stands."""
    from lifeos_cli.extraction.steering import retry as use_case
    from lifeos_cli.extraction.views import public

    row = use_case(_queue(), job, step=step)
    emit_written(f"{row.handle} waits to be run: lifeos jobs run", row.handle, public(row))


@app.command()
def cancel(job: str = JOB) -> None:
    """Cancel a job, and its batch at Anthropic: at once if it waits, before its next step if it runs."""
    from lifeos_cli.cli.jobs_work import end_batch
    from lifeos_cli.extraction.steering import cancel as use_case
    from lifeos_cli.extraction.views import public

    row = use_case(queue := _queue(), job)
    said = {"canceled": "is canceled", "running": "ends before its next step"}
    done = said.get(row.status, f"had ended before ({row.status})")
    emit_written(f"{row.handle} {done}.", row.handle, public(row))
    end_batch(current(), queue, row)


@app.command()
def pause(kind: str = KIND) -> None:
    """Start no more jobs, of one kind or at all; those that run go on."""
    _limit(kind, 0, "paused")


@app.command()
def resume(
    kind: str = KIND,
    parallelism: int = typer.Option(
        None, "--parallelism", min=1, max=1000, help="How many at once; else as usual."
    ),
) -> None:
    """Start jobs again, at most so many at once."""
    _limit(kind, parallelism, "resumed")


def _limit(kind: str | None, parallelism: int | None, done: str) -> None:
    from lifeos_cli.extraction.steering import set_limit

    set_limit(_queue(), kind, parallelism)
    emit_written(
        f"{kind or 'Everything'} is {done}.", kind or "*", {"type": kind, "parallelism": parallelism}
    )


@app.command()
def prune(
    days: float = typer.Option(30, "--older-than", metavar="DAYS", min=0, help="Ended so many days ago."),
    failed: bool = typer.Option(False, "--failed", help="Those that failed too."),
) -> None:
    """Delete jobs that ended long ago."""
    from lifeos_cli.extraction.steering import prune as use_case

    emit_thing({"pruned": use_case(_queue(), days=days, failed=failed)})


@app.command()
def stats() -> None:
    """Count jobs by kind and status, and show what is paused."""
    from lifeos_cli.extraction.views import COUNTS
    from lifeos_cli.extraction.views import stats as use_case

    full = use_case(_queue())
    flat = {key: value for key, value in full.items() if key != "kinds"}
    for kind in full["kinds"]:
        flat |= {f"{kind['type']}_{name}": kind[name] for name in (*COUNTS, "parallelism") if kind[name]}
    emit_thing(flat, full=full)
