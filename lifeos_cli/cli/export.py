"""`lifeos export`: everything of a person's, in a form other programs read."""

from __future__ import annotations

import sys

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.runtime import current

app = group("Write out everything of a person's, in a form other programs read.")


@app.callback()
def formats() -> None:
    """Write out everything of a person's, in a form other programs read."""


@app.command()
def jsonl(
    output: str = typer.Option(
        "-", "--output", "-o", metavar="FILE", help="A new file; - is standard output."
    ),
    force: bool = typer.Option(False, "--force", help="Replace the file if it exists."),
) -> None:
    """Export every row as JSON Lines; `lifeos import jsonl` puts them back as they were."""
    from pathlib import Path

    from lifeos_cli.render.progress import Bar
    from lifeos_cli.transfer import jsonl_export
    from lifeos_cli.transfer.files import new_file

    run = current()
    if output == "-":
        jsonl_export.run(run.store, run.person.id, sys.stdout.buffer.write)
        return
    target = Path(output).expanduser()
    with new_file(target, force=force) as file, Bar("Exporting", None, shown=not run.quiet) as bar:
        counts = jsonl_export.run(
            run.store, run.person.id, file.write, lambda rows: bar.to(rows, f"{rows:,} rows")
        )
    if run.json:
        run.out_json({"path": str(target), "rows": dict(counts)})
    elif not run.stdout_tty and not run.quiet:
        run.out(str(target))
    run.note(f"Wrote {counts.total():,} rows to {target}, readable by you alone.")
