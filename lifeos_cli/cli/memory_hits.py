"""How a search answers: a table for people, JSON Lines for programs."""

from __future__ import annotations

import sys
from typing import Any

from lifeos_cli.cli.output import emit_list

COLUMNS = ("score", "when", "kind", "role", "session", "content")


def print_line(value: dict[str, Any]) -> None:
    """Print one JSON object on a line of its own, at once."""
    from lifeos_cli.render.tables import to_json

    sys.stdout.write(to_json(value) + "\n")
    sys.stdout.flush()


def show(rows: list[dict[str, Any]]) -> None:
    """Answer with a table, the messages around a hit as rows of their own."""
    columns = list(COLUMNS)
    if any("parts" in row for row in rows):
        columns.insert(1, "parts")
    shown: list[dict[str, Any]] = []
    for row in rows:
        shown += [_line(said) for said in row.get("before", [])]
        shown.append(_line(row))
        shown += [_line(said) for said in row.get("after", [])]
    emit_list(columns, shown, full=rows, empty="Nothing found. --role any searches the coach's words too.")


def _line(row: dict[str, Any]) -> dict[str, Any]:
    parts = {name: round(part, 3) for name, part in row.get("parts", {}).items() if round(part, 3)}
    score = row.get("score")
    return {
        **row,
        "score": None if score is None else f"{score:.3f}",
        "when": str(row["created_at"])[:16].replace("T", " "),
        "parts": " ".join(f"{name} {part:g}" for name, part in parts.items()) or None,
    }
