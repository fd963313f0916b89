"""`lifeos usage`: what the models have cost."""

from __future__ import annotations

from typing import Any

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.output import emit_list
from lifeos_cli.cli.runtime import current

app = single()
GROUPS = ("day", "model", "session", "kind")
COLUMNS = (
    *("calls", "failed", "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens"),
    *("cost", "unknown_cost"),
)


@app.command()
def usage(
    by: str = typer.Option("day", "--by", metavar="GROUP", help="day, model, session or kind."),
    since: str = typer.Option(None, metavar="WHEN", help="From: 2026-11-01, 'last monday', '3 weeks ago'."),
    until: str = typer.Option(None, metavar="WHEN", help="To the end of that day, or to that instant."),
) -> None:
    """Show calls of models, their tokens and what they cost in USD.

    `unknown_cost` counts calls whose price or tokens nobody knows; `cost`
    leaves them out. Prices and ceilings are settings: see docs/models.md.
    """
    from lifeos_cli.clock import now_ms
    from lifeos_cli.record.usage import FOREVER, summary
    from lifeos_cli.when import parse

    run, now = current(), now_ms()
    start = parse(since, now) if since is not None else 0
    end = parse(until, now, end=True) if until is not None else FOREVER
    rows = summary(run.store, run.person.id, _group(by), start=start, end=end)
    shown = [{**row, "cost": _amount(row["cost"])} for row in rows]
    emit_list(
        (by, *COLUMNS),
        shown,
        full=rows,
        empty="No model has been called. Which one would be: lifeos models list",
    )


def _group(by: str) -> Any:
    from lifeos_cli.errors import UsageFault
    from lifeos_cli.text import one_line

    if by not in GROUPS:
        raise UsageFault(f"'{one_line(by, 30)}' is no way to group", hint=f"One of {', '.join(GROUPS)}.")
    return by


def _amount(cost: float | None) -> str | None:
    """Write an amount for a table; the JSON has it whole."""
    return None if cost is None else f"{cost:.4f}"
