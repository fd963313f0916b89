"""The formats that leave as one file: each a function that writes rows of one moment to a stream of bytes."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from lifeos_cli.clock import local, now_ms
from lifeos_cli.transfer import jsonl_export, selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lifeos_cli.growth.checkins import Window
    from lifeos_cli.store.database import Store
    from lifeos_cli.transfer.selection import Selection


class Export(NamedTuple):
    """One export."""

    store: Store
    user_id: str
    person: str
    """Their name."""
    windows: Sequence[Window]
    """When they check in."""
    want: Selection
    tell: Callable[[int], None]
    """Called now and then with the number of rows written."""


def jsonl(export: Export, file: BinaryIO) -> Counter[str]:
    """Write JSON Lines."""
    return jsonl_export.run(
        *(export.store, export.user_id, file.write, export.tell),
        select=lambda conn: selection.rows(conn, export.user_id, export.want),
    )


def table(export: Export, file: BinaryIO, ending: str) -> Counter[str]:
    """Write the table of the one type that is wanted, as CSV or Parquet."""
    from lifeos_cli.transfer.tables_export import write

    @contextmanager
    def one(_name: str) -> Iterator[BinaryIO]:
        yield file

    with export.store.snapshot() as conn:
        return write(conn, selection.rows(conn, export.user_id, export.want), one, ending)


def csv(export: Export, file: BinaryIO) -> Counter[str]:
    """Write one table as CSV."""
    return table(export, file, "csv")


def parquet(export: Export, file: BinaryIO) -> Counter[str]:
    """Write one table as Parquet."""
    return table(export, file, "parquet")


def convex(export: Export, file: BinaryIO) -> Counter[str]:
    """Write a Convex snapshot ZIP."""
    from lifeos_cli.transfer.convex_export import Writer

    with export.store.snapshot() as conn:
        return Writer(conn, export.user_id, export.want).write(file, export.tell)


def ics(export: Export, file: BinaryIO) -> Counter[str]:
    """Write a calendar."""
    from lifeos_cli.transfer.ics_export import calendar

    with export.store.snapshot() as conn:
        every = filter(selection.standing, selection.rows(conn, export.user_id, export.want))
        kept = [row for row in every if row["type"] in ("goal", "milestone")]
    steps: dict[str, list[dict[str, Any]]] = {}
    for row in kept:
        if row["type"] == "milestone":
            steps.setdefault(row["goal_id"], []).append(row)
    now = now_ms()
    stamp, today = datetime.fromtimestamp(now / 1000, UTC), local(now).date()
    goals = [row for row in kept if row["type"] == "goal"]
    file.writelines(calendar(goals, steps, export.windows, today=today, stamp=stamp))
    return Counter(row["type"] for row in kept)


def html(export: Export, file: BinaryIO) -> Counter[str]:
    """Write a report."""
    from lifeos_cli.transfer.html_export import page

    counts: Counter[str] = Counter()

    def counted(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for row in rows:
            counts[row["type"]] += 1
            yield row

    with export.store.snapshot() as conn:
        rows = counted(selection.rows(conn, export.user_id, export.want))
        for piece in page(rows, name=export.person, written=local(now_ms()).date().isoformat()):
            file.write(piece.encode("utf-8", "replace"))
            export.tell(counts.total())
    return counts


FORMATS: dict[str, Callable[[Export, BinaryIO], Counter[str]]] = {
    "jsonl": jsonl,
    "csv": csv,
    "parquet": parquet,
    "ics": ics,
    "convex": convex,
    "html": html,
}
