"""Import of a foreign format: units in batches, a batch in one short transaction, a unit never in two.

Running it again goes on where it ended: what is there is known by its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store import bulk
from lifeos_cli.transfer import foreign_checkins, foreign_rows
from lifeos_cli.transfer.foreign import Conversations
from lifeos_cli.transfer.grown import remainder
from lifeos_cli.transfer.lines import Kept, Noted, Said, Talk

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from lifeos_cli.growth.checkins import Window
    from lifeos_cli.store.database import Store
    from lifeos_cli.transfer.lines import Item
    from lifeos_cli.transfer.report import Report
    from lifeos_cli.transfer.units import Unit

BATCH_ITEMS = 5_000
BATCH_BYTES = 8 * 1024 * 1024
"""A batch ends with the unit that reaches one of these."""


def run(
    store: Store,
    user_id: str,
    units: Iterable[Unit],
    *,
    source: str,
    time: int,
    windows: Sequence[Window],
    report: Report,
    tell: Callable[[], None] = lambda: None,
) -> None:
    """Import units into a person's record.

    Args:
        store: Where to.
        user_id: Whose.
        units: What the file says.
        source: The format; external ids are unique within it.
        time: The file's own time (epoch milliseconds), for what tells none.
        windows: The person's check-in windows.
        report: Filled while it runs, true of what has been committed whenever `tell` is called.
        tell: Called after every batch.
    """
    talk = Conversations(user_id, source, time, report)
    batch: list[Unit] = []
    items = size = 0

    def commit() -> None:
        with store.write() as conn:
            _put(conn, batch, talk, source, windows, report)
        report.lines += len(batch)
        tell()
        batch.clear()

    with bulk.roomy(store.conn):
        for unit in units:
            batch.append(unit)
            items += len(unit.items) + 1
            size += unit.size
            if items >= BATCH_ITEMS or size >= BATCH_BYTES:
                commit()
                items = size = 0
        commit()


def _put(
    conn: sqlite3.Connection,
    batch: Sequence[Unit],
    talk: Conversations,
    source: str,
    windows: Sequence[Window],
    report: Report,
) -> None:
    items: list[Item] = []
    for unit in batch:
        if unit.problem:
            report.skip(unit.number, unit.problem)
        elif unit.note:
            report.note(unit.number, unit.note)
        for item in unit.items:
            if unit.grows and isinstance(item, Said):
                items.append(remainder(conn, talk.user_id, source, item))
            else:
                items.append(item)
    talks = [item for item in items if isinstance(item, Talk)]
    said = [item for item in items if isinstance(item, Said)]
    noted = [item for item in items if isinstance(item, Noted)]
    kept = [item for item in items if isinstance(item, Kept)]
    if talks or said:
        talk.put(conn, talks, said)
    if noted:
        foreign_checkins.put(conn, talk.user_id, noted, source=source, windows=windows, report=report)
    if kept:
        foreign_rows.put(conn, talk.user_id, kept, source=source, report=report)
