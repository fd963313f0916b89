"""`lifeos import`: what was written elsewhere, and what was exported here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from lifeos_cli.transfer.report import Report

app = single()
SHOWN = 20
"""How many skipped lines a person is shown; `--json` has more."""


@app.command(name="import")
def import_(
    what: list[str] = typer.Argument(
        ..., metavar="[FORMAT] FILE", help="What it is and where; - is standard input."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would be taken; write nothing."),
    no_embed: bool = typer.Option(False, "--no-embed", help="Words now, vectors later."),
    extract: bool = typer.Option(
        False, "--extract", help="Queue the reading of what came: facts, tags, summaries (jobs run)."
    ),
    map_: list[str] = typer.Option(
        [], "--map", metavar="FIELD=COLUMN", help="csv: which column is what, as mood=Mood:1-5."
    ),
    dates: str = typer.Option(
        None, "--dates", metavar="FORMAT", help="csv: how days are written, as %d/%m/%Y."
    ),
) -> None:
    """Take in what was written elsewhere, or exported here. Nothing that exists is changed.

    Formats: jsonl, convex, chatgpt, claude, jrnl, dayone, obsidian (a folder
    of daily notes), csv (check-ins), markdown (a file, or a folder). Without a
    name the format is told by what is in the file.

    The same file twice changes nothing; a file that has grown adds what is
    new; an import that was cut off goes on when it is run again. What came
    raises no skill and moves no profile; --extract has its conversations read
    for facts, tags and summaries.
    """
    from lifeos_cli.cli.importing import run_import

    run = current()
    if extract and (no_embed or dry_run):
        raise UsageFault(
            "--extract needs texts that were written and read for their safety, as embedding does"
        )
    report = run_import(what, dry_run=dry_run, embed=not no_embed, extract=extract, mapped=map_, dates=dates)
    if run.json:
        run.out_json(report.public())
    else:
        _tell(report)
    if report.skipped and not report.of_use:
        raise typer.Exit(1)


def _tell(report: Report) -> None:
    """Say what was done: counts as data, lines that were not used on stderr."""
    run = current()
    run.out(f"{'would take' if report.dry_run else 'taken'}\t{_counts(report.taken)}")
    run.out(f"already there\t{_counts(report.there)}")
    run.out(f"skipped\t{report.skipped:,} {report.each}s")
    if report.queued is not None:
        run.out(f"queued\t{report.queued:,} to be read by `lifeos jobs run`")
    for count, lines, what in (
        (report.skipped, report.skipped_lines, "skipped"),
        (report.noted, report.notes, "noted"),
    ):
        for line, reason in sorted(lines)[:SHOWN]:
            run.note(f"{report.each} {line:,}: {reason}" + ("" if what == "noted" else " (skipped)"))
        if count > SHOWN:
            run.note(f"... and {count - SHOWN:,} {report.each}s more {what}; --json names {len(lines):,}")


def _counts(counts: dict[str, int]) -> str:
    """Write counts by type, as `3 messages, 1 session`."""
    named = [f"{n:,} {kind}{'' if n == 1 or kind in _PLURAL else 's'}" for kind, n in counts.items() if n]
    return ", ".join(named) or "nothing"


_PLURAL = ("usage", "skill_evidence")
