"""`lifeos db`: where the database is, how it is, copies of it and the way back."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_thing, report
from lifeos_cli.cli.runtime import current

app = group("The database file: look at it, check it, copy it, restore it.")


@app.command()
def path() -> None:
    """Print where the database is."""
    run = current()
    if run.json:
        run.out_json({"path": str(run.paths.database), "backups": str(run.paths.backups)})
    else:
        run.out(str(run.paths.database))


@app.command()
def stats() -> None:
    """Show versions, sizes, rows by table and the ends of the change feed."""
    from lifeos_cli.record.database import stats as use_case

    full = use_case(current().paths)
    flat = {key: value for key, value in full.items() if key not in {"rows", "feed"}}
    flat |= {f"{name}_rows": n for name, n in full["rows"].items()}
    flat |= {f"feed_{key}": n for key, n in full["feed"].items()}
    emit_thing(flat, full=full)


@app.command()
def check() -> None:
    """Check the file, its references and the change feed; exit 1 when something is wrong."""
    from lifeos_cli.record.database import check as use_case

    run = current()
    problems = use_case(run.paths)
    report(problems, "The newest copy in the backups folder can be put in its place: lifeos db restore PATH")


@app.command()
def backup(
    target: str = typer.Argument(
        None, metavar="[PATH]", help="A new file, or a folder; else the backups folder."
    ),
) -> None:
    """Write one verified, private copy and print where it is."""
    from pathlib import Path

    from lifeos_cli.record.database import backup as use_case

    run = current()
    made = use_case(run.paths, Path(target).expanduser() if target else None)
    if run.json:
        run.out_json({"path": str(made), "bytes": made.stat().st_size})
    else:
        run.out(str(made))


@app.command()
def restore(
    source: str = typer.Argument(..., metavar="PATH", help="A backup."),
    yes: bool = typer.Option(False, "--yes", "-y", help="Do not ask."),
) -> None:
    """Put a backup in the database's place; the old one is kept beside it."""
    from pathlib import Path

    from lifeos_cli.errors import UsageFault
    from lifeos_cli.record.database import restore as use_case

    run = current()
    if run.paths.database.exists() and not yes:
        from lifeos_cli.cli.reading import confirm

        if not run.may_ask:
            raise UsageFault("a restore replaces the database", hint="Say --yes.")
        if not confirm(f"Replace {run.paths.database} (it is kept beside it)?"):
            raise typer.Abort
    kept = use_case(run.paths, Path(source).expanduser())
    full = {"restored": str(run.paths.database), "from": str(source), "kept": str(kept) if kept else None}
    emit_thing(full)
    run.note("Restored." if kept is None else f"Restored. The replaced database is kept: {kept}")
