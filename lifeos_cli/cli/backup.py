"""`lifeos backup`: a copy, and which older ones stay."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current

app = single()


@app.command()
def backup(
    target: str = typer.Argument(
        None, metavar="[PATH]", help="A new file, or a folder; else the backups folder."
    ),
    keep: str = typer.Option(
        None, "--keep", metavar="7d,4w,12m", help="Days, weeks, months, years that keep one."
    ),
) -> None:
    """Write one verified, private copy and print where it is.

    With --keep, backups in the backups folder that no longer need to stay are
    deleted: of each of the last days, weeks and months that have one, the
    newest stays. Copies taken before migrations, and yours elsewhere, stay.
    """
    from pathlib import Path

    from lifeos_cli.record import database
    from lifeos_cli.record.repair import prune
    from lifeos_cli.store.rotate import parse

    run = current()
    if keep is not None:
        parse(keep)
    made = database.backup(run.paths, Path(target).expanduser() if target else None)
    gone = prune(run.paths, keep) if keep is not None else []
    if run.json:
        full = {"path": str(made), "bytes": made.stat().st_size, "deleted": [str(path) for path in gone]}
        run.out_json(full)
    else:
        run.out(str(made))
    if gone:
        run.note(f"{len(gone):,} older backups were deleted.")
