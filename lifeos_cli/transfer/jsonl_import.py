"""Import of JSON Lines: our own export put back, and conversations and check-ins from elsewhere.

The file is read in batches. A batch is parsed first and then written in one
short transaction, so that nobody else waits long and a kill at any moment
leaves whole batches. Running it again goes on where it ended: what is there is
known by its id.
"""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from lifeos_cli.store import bulk
from lifeos_cli.transfer import foreign_checkins
from lifeos_cli.transfer.foreign import Conversations
from lifeos_cli.transfer.jsonl_read import read
from lifeos_cli.transfer.lines import Noted, Said, Talk, UnusableError, understood
from lifeos_cli.transfer.restoring import Restore

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from lifeos_cli.growth.checkins import Window
    from lifeos_cli.store.database import Store
    from lifeos_cli.transfer.jsonl_read import Line
    from lifeos_cli.transfer.lines import Item
    from lifeos_cli.transfer.report import Report

SOURCE = "jsonl"
"""What external ids of this format are unique within, for one person."""
BATCH_LINES = int(found) if (found := os.environ.get("LIFEOS_IMPORT_LINES", "")).isdigit() else 20_000
BATCH_CHARACTERS = 8 * 1024 * 1024
"""A batch ends with the line that reaches one of these."""


class _Batch:
    """What has been read and not written."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.lines = 0
        self.characters = 0

    @property
    def is_full(self) -> bool:
        return self.lines >= BATCH_LINES or self.characters >= BATCH_CHARACTERS


def run(
    store: Store,
    user_id: str,
    stream: BinaryIO,
    *,
    time: int,
    windows: Sequence[Window],
    adopt: bool,
    report: Report,
    tell: Callable[[], None] = lambda: None,
) -> str:
    """Import a file into a person's record.

    Args:
        store: Where to.
        user_id: Whose.
        stream: The file's bytes.
        time: The file's own time (epoch milliseconds), for a conversation that tells none.
        windows: The person's check-in windows.
        adopt: Let a `user` line of our own become the person, if they have no rows yet.
        report: Filled while it runs, true of what has been committed whenever `tell` is called.
        tell: Called after every batch.

    Returns:
        Whose record it went into: the id of the `user` line, if that was adopted.
    """
    talk = Conversations(user_id, SOURCE, time, report)
    ours = Restore(store.conn, user_id, report, adopt=adopt)
    batch = _Batch()

    def commit() -> None:
        with store.write() as conn:
            ours.put(conn)
            talk.user_id = ours.user_id
            _put(conn, batch.items, talk, windows, report)
        report.lines += batch.lines
        tell()

    with bulk.roomy(store.conn), _without_collections():
        for line in read(stream):
            _take(line, batch, ours, report)
            if batch.is_full:
                commit()
                batch = _Batch()
        commit()
    return ours.user_id


@contextmanager
def _without_collections() -> Iterator[None]:
    """Spare the collector of cycles: a batch is many small tuples, and none of them is in one."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _take(line: Line, batch: _Batch, ours: Restore, report: Report) -> None:
    """Check a line and put it into the batch, or say why not."""
    batch.lines += 1
    batch.characters += line.size
    if line.problem:
        report.skip(line.number, line.problem)
        return
    try:
        if line.repaired:
            report.note(line.number, "bytes that are no UTF-8 became U+FFFD")
        if "v" in line.value:
            ours.take(line.number, line.value)
        else:
            batch.items.append(understood(line.number, line.value))
    except UnusableError as error:
        report.skip(line.number, error.message)


def _put(
    conn: sqlite3.Connection,
    items: Sequence[Item],
    talk: Conversations,
    windows: Sequence[Window],
    report: Report,
) -> None:
    talks = [item for item in items if isinstance(item, Talk)]
    said = [item for item in items if isinstance(item, Said)]
    noted = [item for item in items if isinstance(item, Noted)]
    if talks or said:
        talk.put(conn, talks, said)
    if noted:
        foreign_checkins.put(conn, talk.user_id, noted, source=SOURCE, windows=windows, report=report)
