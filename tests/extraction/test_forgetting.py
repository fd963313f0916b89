"""What is forgotten is not kept by the work that was done on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.extraction import steering, views
from lifeos_cli.memory.forget import forget
from tests.extraction import flows
from tests.store import make

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.database import Store

FORGOTTEN = "the heron of the north pond"
OTHER = "a wren sang by the gate"


def test_forgetting_a_text_takes_it_out_of_inputs_results_journals_and_events(
    queue: Queue, drain: Callable[[], list[tuple[str, str]]], store: Store, paths: Paths
) -> None:
    async def repeat(ctx: Context) -> Any:
        return await ctx.step("repeat", lambda: {"said": ctx.input})

    row = make.checkin(store, queue.user_id, note=FORGOTTEN)
    flows.code["run"] = repeat
    jobs = [queue.enqueue("scripted", text) for text in (FORGOTTEN, OTHER)]
    steering.send_event(queue, jobs[0].id, "word", {"said": FORGOTTEN})
    drain()
    forget(store, paths, queue.user_id, [("checkins", row.id)])
    gone, kept = (views.whole(queue, steering.find(queue, job.id)) for job in jobs)
    assert (gone["input"], gone["output"], gone["steps"][0]["output"]) == (None, None, None)
    assert gone["events"][0]["value"] is None
    assert (kept["input"], kept["output"]) == (OTHER, {"said": OTHER})
    assert kept["steps"][0]["output"] == {"said": OTHER}
    assert FORGOTTEN.encode() not in store.path.read_bytes()
