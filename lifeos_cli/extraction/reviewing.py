"""The kind `review`: a week that is over is looked back on, its snapshot kept; once a week and person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.record import review as record
from lifeos_cli.record import snapshots

if TYPE_CHECKING:
    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Job


def enqueue(queue: Queue) -> Job:
    """Queue the review of the last week that is over; the same week is one job."""
    day = date.fromisoformat(local_date(now_ms()))
    last = (day - timedelta(days=day.weekday() + 1)).isoformat()
    return queue.enqueue("review", {"period": "week", "on": last}, key=f"week {last}")


async def run(ctx: Context) -> Any:
    """Roll up what is due, keep the profile's snapshot, write the review; each a journalled step."""
    given = ctx.input
    if not isinstance(given, dict):
        return {"skipped": "what it was made for is gone"}
    await ctx.run("period_summary")
    kept = await ctx.write("snapshot", _settle, ctx.user_id)
    review = await ctx.write("review", _review, ctx.user_id, given["period"], given["on"])
    return {"snapshots": kept, "review": review}


def _settle(store: Store, user_id: str) -> list[str]:
    return [str(row["id"]) for row in snapshots.settle(store, user_id)]


def _review(store: Store, user_id: str, period: str, on: str) -> dict[str, Any]:
    return record.review(store, user_id, record.period(period, on))
