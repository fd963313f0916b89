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
    from collections.abc import Callable, Iterable, Iterator, Sequence

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
    with bulk.roomy(store.conn), _without_collections():
        for items, lines in _batches(read(stream), ours, report):
            with store.write() as conn:
                ours.put(conn)
                talk.user_id = ours.user_id
                _put(conn, items, talk, windows, report)
            report.lines += lines
            tell()
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


def _batches(found: Iterable[Line], ours: Restore, report: Report) -> Iterator[tuple[list[Item], int]]:
    """Check line after line and say what cannot be used.

    Returns:
        Batches: the items that are not our own rows, which `ours` keeps, and the number of lines read.
        The list is emptied when the next batch is asked for.
    """
    items: list[Item] = []
    lines = characters = 0
    for number, value, size, problem, repaired in found:
        lines += 1
        characters += size
        try:
            if problem:
                report.skip(number, problem)
            elif "v" in value:
                ours.take(number, value)
            else:
                items.append(understood(number, value))
        except UnusableError as error:
            report.skip(number, error.message)
        if repaired:
            report.note(number, "bytes that are no UTF-8 became U+FFFD")
        if lines >= BATCH_LINES or characters >= BATCH_CHARACTERS:
            yield items, lines
            items.clear()
            lines = characters = 0
    yield items, lines


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
