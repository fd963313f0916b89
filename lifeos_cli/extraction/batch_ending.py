"""Ending a batch at Anthropic together with the job that waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.errors import LifeosError
from lifeos_cli.extraction import batches
from lifeos_cli.record.connecting import anthropic
from lifeos_cli.store import job_steps

if TYPE_CHECKING:
    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.rows import Job

SECONDS = 15
"""How long the server is waited for; the job has ended by then."""


class Ended(NamedTuple):
    """What became of a batch whose job was canceled."""

    batch_id: str | None
    how: str
    """`canceled`; `answered`, it had ended before; `shared`, another job waits for it; `goes on`; `unknown`, it was
    being handed in, under an id that is not known here."""
    error: str = ""
    """Why it goes on."""


def cancel(queue: Queue, settings: Settings, job: Job) -> Ended | None:
    """End the batch of a job that was canceled, or was asked to end; None if it has none that may go on.

    It can be said again after it failed. What the server has answered until then is paid for and not applied.

    Args:
        queue: The job's.
        settings: Where the server is.
        job: Of kind `batch`, as it is after `steering.cancel`.
    """
    if job.status not in ("canceled", "running"):
        return None
    steps = {step.name: step.status for step in job_steps.listed(queue.store.conn, queue.user_id, job.id)}
    batch_id = batches.id_of(queue.store, queue.user_id, job.id)
    if steps.get("results") == "completed" or "lease" not in steps:
        return None
    if batch_id is None:
        return Ended(None, "unknown")
    others = [one.id for one in batches.opened(queue) if one.id != job.id]
    if any(batches.id_of(queue.store, queue.user_id, one) == batch_id for one in others):
        return Ended(batch_id, "shared")
    try:
        return Ended(batch_id, _asked(queue, settings, batches.model_of(job), batch_id))
    except (LifeosError, TimeoutError) as error:
        why = error.message if isinstance(error, LifeosError) else f"no answer in {SECONDS} seconds"
        return Ended(batch_id, "goes on", why)


def _asked(queue: Queue, settings: Settings, model: str, batch_id: str) -> str:
    """Cancel it; one that has ended cannot be, and is looked at first."""
    import asyncio

    from lifeos_cli.providers.anthropic import warm
    from lifeos_cli.providers.anthropic_batches import Batches

    held = Batches(anthropic(model, settings, queue.store.paths))
    warm()

    async def ask() -> str:
        try:
            if (await held.retrieve(batch_id)).ended:
                return "answered"
            await held.cancel(batch_id)
            return "canceled"
        finally:
            await held.close()

    async def in_time() -> str:
        return await asyncio.wait_for(ask(), SECONDS)

    return asyncio.run(in_time())
