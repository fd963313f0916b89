"""How commands answer: the same values as JSON, TSV or a table, whichever this run calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.cli.runtime import current
from lifeos_cli.render import tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST = 1_000_000_000
"""The greatest number a `--limit` takes."""


def emit_list(
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    *,
    full: Sequence[Mapping[str, Any]] | None = None,
    empty: str = "",
) -> None:
    """Answer with a list.

    Args:
        columns: What people and TSV see, in this order.
        rows: Values by column.
        full: What JSON sees, where it holds more than `rows`.
        empty: What is said on stderr when there is nothing, and what to do next.
    """
    run = current()
    if run.json:
        rows = rows if full is None else full
        run.out_json(list(rows))
    elif not run.stdout_tty:
        run.out_styled(tables.tsv(columns, rows))
    elif rows:
        run.out_styled(tables.table(columns, rows, width=run.width, color=run.use_color))
    if empty and not rows:
        run.note(empty)


def emit_thing(values: Mapping[str, Any], *, full: Mapping[str, Any] | None = None) -> None:
    """Answer with one thing."""
    run = current()
    if run.json:
        run.out_json(dict(values if full is None else full))
    else:
        run.out(tables.thing(values, tty=run.stdout_tty))


def emit_written(done: str, handle: str, full: Mapping[str, Any]) -> None:
    """Answer a write: JSON gives the row, a pipe gets the handle, a person reads what was done and how to undo it."""
    run = current()
    if run.json:
        run.out_json(dict(full))
    elif not run.stdout_tty and not run.quiet:
        run.out(handle)
    run.note(done)


def report(problems: Sequence[str], remedy: str) -> None:
    """Print the problems a check found, or `ok`; with any it ends with 1.

    Args:
        problems: A line each.
        remedy: What helps, on stderr.

    Raises:
        typer.Exit: There are some.
    """
    import typer

    run = current()
    if run.json:
        run.out_json({"ok": not problems, "problems": list(problems)})
    else:
        for line in problems or ["ok"]:
            run.out(line)
    if problems:
        run.note(remedy)
        raise typer.Exit(1)
