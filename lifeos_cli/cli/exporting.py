"""Running an export: what is wanted, where it goes, and a bar while it is written."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import current
from lifeos_cli.clock import now_ms
from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.checkins import windows
from lifeos_cli.render.progress import Bar
from lifeos_cli.text import counted, one_line
from lifeos_cli.transfer import selection
from lifeos_cli.transfer.files import new_file, new_path
from lifeos_cli.transfer.folders import new_folder
from lifeos_cli.transfer.writing import FORMATS, Export
from lifeos_cli.when import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lifeos_cli.transfer.selection import Selection

_TABLES = ("csv", "parquet")


def run_export(
    name: str,
    output: str | None,
    *,
    force: bool,
    only: Sequence[str],
    since: str | None,
    until: str | None,
    tag: str | None,
) -> tuple[Path | None, Counter[str]]:
    """Export; returns where to (None: standard output) and how many rows of each type.

    Raises:
        UsageFault: No such format, type of row or time, or the target exists.
    """
    if name not in (known := (*FORMATS, "markdown", "sqlite")):
        raise UsageFault(f"'{one_line(name, 30)}' is no format", hint=f"One of {', '.join(known)}.")
    if name == "sqlite":
        return _sqlite(output, force=force, chosen=bool(only or since or until or tag))
    now = now_ms()
    want = selection.Selection(
        selection.chosen(only),
        parse(since, now) if since else None,
        parse(until, now, end=True) if until else None,
        tag,
    )
    if name == "markdown" or (name in _TABLES and len(want.types) != 1):
        return _folder(name, output, want, force=force)
    if output in (None, "-"):
        if output is None and sys.stdout.isatty() and name in ("convex", "parquet"):
            raise UsageFault(f"{name} is not for a terminal", hint="Name a file with -o.")
        return None, FORMATS[name](_export(want, lambda _n: None), sys.stdout.buffer)
    target = Path(str(output)).expanduser()
    with new_file(target, force=force) as file, Bar("Exporting", None, shown=not current().quiet) as bar:
        counts = FORMATS[name](_export(want, lambda rows: bar.to(rows, counted(rows, "row", "rows"))), file)
    return target, counts


def _export(want: Selection, tell: Callable[[int], None]) -> Export:
    run = current()
    chosen = windows(run.settings.items("checkin.windows"))
    return Export(run.store, run.person.id, run.person.name, chosen, want, tell)


def _sqlite(output: str | None, *, force: bool, chosen: bool) -> tuple[Path, Counter[str]]:
    if chosen:
        raise UsageFault(
            "sqlite takes everything", hint="Leave out --only, --since, --until, --tag; use WHERE."
        )
    if output in (None, "-"):
        raise UsageFault("sqlite goes into a file", hint="Name one with -o.")
    from lifeos_cli.transfer.sqlite_export import write

    target = Path(str(output)).expanduser()
    with new_path(target, force=force) as path, Bar("Exporting", None, shown=not current().quiet) as bar:
        everything = _export(
            selection.Selection((), None, None, None), lambda rows: bar.to(rows, counted(rows, "row", "rows"))
        )
        return target, write(everything, path)


def _folder(name: str, output: str | None, want: Selection, *, force: bool) -> tuple[Path, Counter[str]]:
    if output in (None, "-"):
        hint = "Name one with -o." if name == "markdown" else "Name one with -o, or one table with --only."
        raise UsageFault(f"{name} goes into a folder", hint=hint)
    run, target = current(), Path(str(output)).expanduser()
    with new_folder(target, force=force) as folder, run.store.snapshot() as conn:
        rows = selection.rows(conn, run.person.id, want)
        if name == "markdown":
            from lifeos_cli.transfer.markdown_export import write

            counts = Counter({"row": write(folder, rows, selection.tags(conn, run.person.id))})
        else:
            from lifeos_cli.transfer.tables_export import write as write_tables

            counts = write_tables(conn, rows, folder.file, name)
    return target, counts
