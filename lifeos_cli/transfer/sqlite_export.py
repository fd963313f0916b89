"""Export as one SQLite file: a table for every friendly view, what is computed among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.clock import local, now_ms
from lifeos_cli.record import computed_tables
from lifeos_cli.store import views_file

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from lifeos_cli.transfer.writing import Export


def write(export: Export, path: Path) -> Counter[str]:
    """Fill an empty file from one state of the store; returns how many rows each table has."""
    with export.store.snapshot() as conn:
        return views_file.write(
            *(conn, path, export.user_id),
            computed=computed_tables.named_in(
                export.store, export.user_id, " ".join(computed_tables.COLUMNS)
            ),
            about={"person": export.person, "written": f"{local(now_ms()):%Y-%m-%d %H:%M:%S}"},
            tell=export.tell,
        )
