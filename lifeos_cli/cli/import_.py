"""`lifeos import`: what was written elsewhere, and what was exported here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from lifeos_cli.transfer.report import Report

app = group("Take in what was written elsewhere, or exported here. Nothing that exists is changed.")
SHOWN = 20
"""How many skipped lines a person is shown; `--json` has more."""


@app.callback()
def formats() -> None:
    """Take in what was written elsewhere, or exported here. Nothing that exists is changed."""


@app.command()
def jsonl(
    file: str = typer.Argument(..., metavar="FILE", help="Lines of JSON; - is standard input."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would be taken; write nothing."),
    no_embed: bool = typer.Option(False, "--no-embed", help="Words now, vectors later."),
) -> None:
    """Import messages, sessions and check-ins, or an export, from JSON Lines.

    The same file twice changes nothing; a file that has grown adds what is
    new; an import that was cut off goes on when it is run again.
    """
    from lifeos_cli.cli.importing import run_jsonl

    run = current()
    report = run_jsonl(file, dry_run=dry_run, embed=not no_embed)
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
    run.out(f"skipped\t{report.skipped:,} lines")
    for count, lines, what in (
        (report.skipped, report.skipped_lines, "skipped"),
        (report.noted, report.notes, "noted"),
    ):
        for line, reason in sorted(lines)[:SHOWN]:
            run.note(f"line {line:,}: {reason}" + ("" if what == "noted" else " (skipped)"))
        if count > SHOWN:
            run.note(f"... and {count - SHOWN:,} lines more {what}; --json names {len(lines):,}")


def _counts(counts: dict[str, int]) -> str:
    """Write counts by type, as `3 messages, 1 session`."""
    named = [f"{n:,} {kind}{'' if n == 1 or kind == 'usage' else 's'}" for kind, n in counts.items() if n]
    return ", ".join(named) or "nothing"
