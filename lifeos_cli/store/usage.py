"""Queries over usage: one row for every call of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.rows import insert

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def add(conn: sqlite3.Connection, values: Mapping[str, object]) -> None:
    """Append a call."""
    insert(conn, "usage", values)
