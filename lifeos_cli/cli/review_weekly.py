"""`lifeos review --weekly`: what the schedule does once a week, as a job that is done once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lifeos_cli.errors import TryAgainError

if TYPE_CHECKING:
    from lifeos_cli.cli.runtime import Runtime


def weekly(run: Runtime) -> None:
    """Write the review of the week that is over and print it; nothing where nothing was noted.

    Raises:
        TryAgainError: It could not be written now, or another process is at it.
    """
    from lifeos_cli.extraction import reviewing, steering
    from lifeos_cli.extraction.kinds import KINDS
    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.extraction.worker import Worker
    from lifeos_cli.extraction.worker import run as work
    from lifeos_cli.render.review import markdown, said_nothing

    queue = Queue(run.store, run.person.id)
    job = reviewing.enqueue(queue)
    if job.status in ("pending", "running"):
        known = {name: KINDS[name] for name in ("review", "period_summary")}
        work(Worker(run.paths, [run.person.id], known=known), stay=False)
        job = steering.find(queue, job.id)
    if job.status != "completed":
        raise TryAgainError("the review could not be written now", hint=f"lifeos jobs show {job.handle}")
    found = json.loads(job.output or "{}")
    if run.json:
        run.out_json(found)
    elif not said_nothing(found["review"]):
        run.out(markdown(found["review"]))
