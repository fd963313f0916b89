"""Import of foreign formats: batches, interruptions, and what hostile files cost."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.store import inspect
from lifeos_cli.transfer import foreign_import, json_items
from lifeos_cli.transfer.chats import chatgpt
from lifeos_cli.transfer.diary import diary
from lifeos_cli.transfer.report import Report
from tests.transfer.foreign_files import as_stream, node, tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User
    from lifeos_cli.transfer.units import Unit


def talks(count: int) -> list[Any]:
    return [
        tree(
            *(
                node(
                    f"{n}-{k}",
                    f"{n}-{k - 1}" if k else None,
                    "user" if k % 2 == 0 else "assistant",
                    f"words {n} {k}",
                )
                for k in range(5)
            ),
            current=f"{n}-4",
            key=f"c{n}",
        )
        for n in range(count)
    ]


def take(store: Store, me: User, units: Iterable[Unit]) -> Report:
    report = Report()
    foreign_import.run(store, me.id, units, source="chatgpt", time=1, windows=[], report=report)
    return report


def kept(store: Store) -> list[tuple[Any, ...]]:
    rows = store.conn.execute(
        "SELECT s.external_id, m.external_id, m.turn, m.step, m.role, m.content, m.created_at FROM messages m "
        "JOIN sessions s ON s.id = m.session_id ORDER BY s.external_id, m.turn, m.step"
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("cut", [0, 1, 7, 19])
def test_an_import_that_was_cut_off_goes_on_with_whole_conversations(
    store: Store, me: User, cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign_import, "BATCH_ITEMS", 20)

    def broken_off() -> Iterator[Unit]:
        for n, unit in enumerate(chatgpt(as_stream(talks(20)))):
            if n == cut:
                raise KeyboardInterrupt
            yield unit

    with pytest.raises(KeyboardInterrupt):
        take(store, me, broken_off())
    counts = store.conn.execute("SELECT COUNT(*) FROM messages GROUP BY session_id").fetchall()
    assert {row[0] for row in counts} <= {5}
    report = take(store, me, chatgpt(as_stream(talks(20))))
    assert report.taken["message"] + report.there["message"] == 100
    assert len(kept(store)) == len(set(kept(store))) == 100
    assert [row[2:4] for row in kept(store)[:5]] == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]
    assert inspect.problems(store.conn) == []


class Endless(io.RawIOBase):
    """So many bytes, made as they are read."""

    def __init__(self, head: bytes, body: bytes, size: int) -> None:
        self._head, self._body, self._left = head, body, size

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer until all is read."""
        if self._head:
            piece, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            piece = self._body[: min(len(buffer), self._left)]
            self._left -= len(piece)
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.mark.parametrize(
    ("head", "body"),
    [(b'[{"id":"', b"x"), (b"[", b"["), (b"[[", b"1,"), (b'{"k":"', b"\\u0041")],
)
def test_a_conversation_without_end_takes_bounded_memory(
    head: bytes, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_items, "ELEMENT_LIMIT", 4_000_000)
    stream = io.BufferedReader(Endless(head, body * 65_536, 60_000_000))
    tracemalloc.start()
    try:
        units = list(chatgpt(stream))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(units) <= 1
    assert all(unit.problem for unit in units)
    assert peak < 3 * json_items.ELEMENT_LIMIT


def test_a_line_without_end_takes_bounded_memory() -> None:
    stream = io.BufferedReader(Endless(b"# 2026-01-02\n", b"x" * 65_536, 200_000_000))
    tracemalloc.start()
    try:
        (unit,) = diary(stream, "d.md", None)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "longer than" in unit.problem
    assert peak < 40_000_000


def test_a_million_empty_lists_in_one_conversation_are_not_built() -> None:
    (unit,) = chatgpt(io.BytesIO(json.dumps([{"id": "x", "mapping": [[]] * 1_100_000}]).encode()))
    assert "more than 1,000,000 values" in unit.problem
