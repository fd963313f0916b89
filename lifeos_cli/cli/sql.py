"""`lifeos sql`: questions to one's own data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

app = single()
SHOWN = 1000
"""Rows of a drawn table, which is held in memory whole."""


@app.command()
def sql(
    statement: str = typer.Argument(
        None, metavar="SELECT", help="One SELECT; - reads it from standard input."
    ),
    param: list[str] = typer.Option(
        [], "--param", "-p", metavar="NAME=VALUE", help="Value of :NAME; several times."
    ),
    jsonl: bool = typer.Option(False, "--jsonl", help="One JSON object a row."),
    csv: bool = typer.Option(False, "--csv", help="RFC 4180."),
    table: bool = typer.Option(False, "--table", help="A table, off a terminal too."),
    timeout: float = typer.Option(
        1.0, "--timeout", min=0.01, max=3600, metavar="SECONDS", help="How long it may take."
    ),
    views: bool = typer.Option(False, "--views", help="List what can be asked: views, tables, columns."),
) -> None:
    """Ask your own data in SQL. It can only read, and only what is yours.

    Views with friendly names: v_checkins, v_messages, v_goals, v_profile,
    v_skills, v_usage and others; docs/sql.md answers twelve questions with them. Off a
    terminal the answer is tab-separated; --json gives an array of objects.
    """
    from lifeos_cli.record import computed_tables
    from lifeos_cli.store import sql as store

    run = current()
    user_id, path = run.person.id, run.store.path
    if views:
        _describe(store.described(path, user_id, computed_tables.COLUMNS))
        return
    if statement == "-":
        from lifeos_cli.cli.reading import stdin_text

        statement = stdin_text()
    if not statement or not statement.strip():
        raise UsageFault("there is no question", hint='lifeos sql "SELECT day, mood FROM v_checkins"')
    how = [
        name for name, said in (("json", run.json), ("jsonl", jsonl), ("csv", csv), ("table", table)) if said
    ]
    if len(how) > 1:
        raise UsageFault(f"--{how[0]} and --{how[1]} do not go together")
    form = how[0] if how else "table" if run.stdout_tty else "tsv"
    computed = computed_tables.named_in(run.store, user_id, statement)
    with store.answering(
        path, user_id, statement, _params(param), computed=computed, seconds=timeout
    ) as answer:
        _FORMS[form](_different(answer.columns), answer.rows)


def _describe(found: Sequence[tuple[str, list[str]]]) -> None:
    from lifeos_cli.cli.output import emit_list

    rows = [{"name": name, "columns": columns} for name, columns in found]
    emit_list(("name", "columns"), [{**row, "columns": " ".join(row["columns"])} for row in rows], full=rows)


def _params(given: Sequence[str]) -> dict[str, Any]:
    """Read `name=value`: a number if it is one, else a text."""
    found: dict[str, Any] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name.isidentifier():
            raise UsageFault("a parameter is written NAME=VALUE")
        try:
            number = json.loads(value)
        except ValueError:
            number = None
        plain = isinstance(number, (int, float)) and not isinstance(number, bool)
        found[name] = number if plain else value
    return found


def _different(columns: Sequence[str]) -> list[str]:
    """Return the columns' names, of several alike the later ones with their place."""
    return [name if name not in columns[:n] else f"{name}:{n + 1}" for n, name in enumerate(columns)]


def _value(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _json(columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    run = current()
    run.out_json([dict(zip(columns, map(_value, row), strict=True)) for row in rows])


def _jsonl(columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    run = current()
    for row in rows:
        run.out_json(dict(zip(columns, map(_value, row), strict=True)))


def _csv(columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    import csv
    import sys

    from lifeos_cli.text import safe_text

    table = csv.writer(sys.stdout)
    for row in _chained(columns, rows):
        table.writerow([safe_text(cell) if isinstance(cell, str) else _value(cell) for cell in row])


def _chained(columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    yield columns
    yield from rows


def _tsv(columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    from lifeos_cli.render.tables import cell

    run = current()
    run.out_styled("\t".join(map(cell, columns)))
    for row in rows:
        run.out_styled("\t".join(_exact(value) for value in row))


def _exact(value: Any) -> str:
    from lifeos_cli.render.tables import cell

    return repr(value) if isinstance(value, float) else cell(_value(value))


def _table(columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    from itertools import islice

    from lifeos_cli.render.tables import table

    run = current()
    shown = [dict(zip(columns, map(_value, row), strict=True)) for row in islice(rows, SHOWN)]
    run.out_styled(table(columns, shown, width=run.width, color=run.use_color and run.stdout_tty))
    if next(rows, None) is not None:
        run.note(f"The first {SHOWN:,} rows; --csv and --jsonl give all.")


_FORMS = {"json": _json, "jsonl": _jsonl, "csv": _csv, "table": _table, "tsv": _tsv}
