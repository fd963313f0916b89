"""Follow-ups: what the coach is to come back to, and on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.errors import UsageFault
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked
from lifeos_cli.store.rows import free_handle

if TYPE_CHECKING:
    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store


def add(store: Store, user_id: str, content: str, due_date: str, source: Provenance) -> dict[str, Any]:
    """Plan a follow-up; returns the row.

    Args:
        store: Where.
        user_id: Whose.
        content: What to come back to.
        due_date: The day, `YYYY-MM-DD`, today or later.
        source: The message and the quote.

    Raises:
        UsageFault: It is empty, or the day is over.
    """
    now = now_ms()
    due = checked.day(due_date, "due_date")
    if due is None or due < local_date(now):
        raise UsageFault("due_date must be today or a day to come, written YYYY-MM-DD")
    row: dict[str, Any] = {
        "id": ulid(),
        "user_id": user_id,
        "content": checked.text(content, "a follow-up", 1000),
        "due_date": due,
        "created_at": now,
        **source.columns(),
    }
    with store.write() as conn:
        row["handle"] = free_handle(conn, "followups", user_id, row["id"])
        source.log(conn, user_id).insert("followups", row)
    return row
