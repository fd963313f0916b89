"""Insights: what the person came to see in a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import now_ms
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked
from lifeos_cli.store.rows import free_handle

if TYPE_CHECKING:
    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store


def add(
    store: Store, user_id: str, content: str, source: Provenance, *, proposed: bool = False
) -> dict[str, Any]:
    """Record an insight, or a proposal that does not count yet; returns the row.

    Raises:
        UsageFault: It is empty or too long.
    """
    row: dict[str, Any] = {
        "id": ulid(),
        "user_id": user_id,
        "content": checked.text(content, "an insight"),
        "created_at": now_ms(),
        **source.columns(),
        **({"status": "withdrawn", "proposed": 1} if proposed else {}),
    }
    with store.write() as conn:
        row["handle"] = free_handle(conn, "insights", user_id, row["id"])
        source.log(conn, user_id).insert("insights", row)
    return row
