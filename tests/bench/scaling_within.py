"""How cost grows inside a process: the same operations at three sizes, with the exponent of what they cost.

    python -m tests.bench.scaling_within

An exponent of 0 is flat, 1 is linear. What looks up by an index or reads what is new should
stay near 0; what reads everything there is cannot be below 1.
"""

from __future__ import annotations

import gc
import tempfile
import time
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from lifeos_cli.__main__ import YOUNG
from lifeos_cli.extraction import steering
from lifeos_cli.extraction.kinds import Kind
from lifeos_cli.extraction.queue import Queue
from lifeos_cli.extraction.rules.reading import read
from lifeos_cli.growth.skills.similar import verdict
from lifeos_cli.paths import resolve
from lifeos_cli.record import consents, profile
from lifeos_cli.record.skills import Forest
from lifeos_cli.store import checkins, users
from lifeos_cli.store.database import Store
from lifeos_cli.store.live import LiveView
from tests.bench import person
from tests.bench.scaling import FLAT, LINEAR, exponent
from tests.store import make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZES = (0.1, 1, 10)
"""Times ten years of a person (5,350 observations, 2,000 pieces of evidence), 10,000 jobs, 3,650 check-ins."""
JOBS, CHECKINS = 10_000, 3_650
ROUNDS = 9
SAID = (
    "Today I went for a long run by the river and I felt calm. ",
    "My goal is to read two books a month. ",
    "I live in Leeds and my sister Anna lives in Oslo. ",
    "We talked about the budget for an hour and I was tired. ",
)
"""What the messages of the conversation that is read by rules repeat."""


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median seconds of some rounds."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def _filled(folder: str, times: float) -> Iterator[tuple[str, float, float]]:
    """Yield each operation at a size: name, seconds, the exponent that theory allows."""
    with Store(resolve(folder)) as store:
        me = users.current(store.conn)
        if me is None:
            raise RuntimeError("a new store has its first person")
        consents.answer(store, me.id, "ai_observations", granted=True, origin="command")
        person.observations(store, me.id, times)
        person.skills(store, me.id, times)
        yield "profile, loaded and folded", timed(lambda: profile.now(store, me.id)), LINEAR
        yield "skills, loaded and folded", timed(lambda: Forest(store, me.id).states), LINEAR
        queue = Queue(store, me.id, known={"one": Kind("one", "")})
        steering.set_limit(queue, "one", 10**9)
        pending = round(JOBS * times)
        began = time.perf_counter()
        queue.enqueue_many("one", [{"n": n} for n in range(pending)])
        yield "a job enqueued, of many", (time.perf_counter() - began) / pending, FLAT
        yield "a job claimed and completed", timed(lambda: _one_job(queue), 101), FLAT
        with store.write():
            for _ in range(round(CHECKINS * times)):
                make.checkin(store, me.id)
        view = LiveView(store.path, me.id)
        view.add(
            lambda conn: [row.id for row in checkins.between(conn, me.id, newest=20)],
            ["checkins"],
            lambda _: None,
        )
        view.refresh()
        yield "a check-in committed and seen live", timed(lambda: _seen(store, me.id, view), 51), FLAT
        view.close()


def _one_job(queue: Queue) -> None:
    job = queue.claim()
    if job is None:
        raise RuntimeError("no job is left")
    queue.complete(job)


def _seen(store: Store, user_id: str, view: LiveView) -> None:
    make.checkin(store, user_id)
    view.refresh()


def _pure(times: float) -> Iterator[tuple[str, float, float]]:
    """Yield what needs no store."""
    messages = [SAID[n % len(SAID)] * 3 for n in range(round(100 * times))]
    yield "100 messages read by rules", timed(partial(read, messages), 5), LINEAR
    names = [f"skill of a kind {n} and more" for n in range(round(200 * times))]
    yield (
        "a name compared with 200 skills",
        timed(lambda: [verdict("skill of another kind", name) for name in names]),
        LINEAR,
    )


def main() -> None:
    """Measure every operation at every size, the garbage collector set as the program sets it."""
    gc.set_threshold(YOUNG, 20, 50)
    found: dict[str, list[float]] = {}
    theory: dict[str, float] = {}
    for times in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            Store(resolve(folder)).close()
            for name, seconds, allowed in (*_filled(folder, times), *_pure(times)):
                found.setdefault(name, []).append(seconds)
                theory[name] = allowed
    heads = "".join(f"{f'{times:g} x':>12}" for times in SIZES)
    print(f"milliseconds, medians of {ROUNDS}\n{'':<36}{heads}  exponent")
    for name, taken in found.items():
        slope = exponent(SIZES, [1000 * one for one in taken])
        worse = " (more than its theory)" if slope is not None and slope > theory[name] else ""
        cells = "".join(f"{1000 * one:>12.3f}" for one in taken)
        print(f"{name:<36}{cells}  {'flat' if slope is None else f'{slope:.2f}'}{worse}")


if __name__ == "__main__":
    main()
