"""`lifeos export`: everything of a person's, in a form other programs read."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current
from lifeos_cli.text import counted

app = single()


@app.command(name="export")
def export(
    format_: str = typer.Argument(
        ..., metavar="FORMAT", help="jsonl, markdown, csv, parquet, ics, convex, html or sqlite."
    ),
    output: str = typer.Option(
        None, "--output", "-o", metavar="PATH", help="A new file or folder; - is standard output."
    ),
    force: bool = typer.Option(False, "--force", help="Replace it if it exists."),
    only: list[str] = typer.Option(
        [], "--only", metavar="TYPE", help="Only checkins, goals, ...; several times."
    ),
    since: str = typer.Option(None, metavar="WHEN", help="From: 2026-11-01, yesterday, '3 weeks ago'."),
    until: str = typer.Option(None, metavar="WHEN", help="To the end of that day, or to that instant."),
    tag: str = typer.Option(None, metavar="WORD", help="Only what has this tag."),
) -> None:
    """Write out everything of a person's, in a form other programs read.

    jsonl is complete: `lifeos import` puts it back as it was. markdown is a
    folder to read; csv and parquet are a folder of tables, or one table with
    one --only; ics is a calendar of goals and check-in windows; convex is a
    snapshot ZIP; html is a report with plots; sqlite is a file with a table
    for every view of `lifeos sql`, for Datasette and the like.
    """
    from lifeos_cli.cli.exporting import run_export

    run = current()
    target, counts = run_export(format_, output, force=force, only=only, since=since, until=until, tag=tag)
    if target is None:
        return
    if run.json:
        run.out_json({"path": str(target), "rows": dict(counts)})
    elif not run.stdout_tty and not run.quiet:
        run.out(str(target))
    run.note(f"Wrote {counted(counts.total(), 'row', 'rows')} to {target}, readable by you alone.")
