"""What the queue costs with 10,000 jobs waiting, and how near a worker comes to its ideal throughput.

`python -m tests.bench.jobs` prints figures and asserts nothing.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from lifeos_cli.extraction import steering
from lifeos_cli.extraction.kinds import Kind
from lifeos_cli.extraction.queue import Queue
from lifeos_cli.extraction.worker import Worker, run
from lifeos_cli.paths import resolve
from lifeos_cli.store import users
from lifeos_cli.store.database import Store
from tests.bench.timing import BARE, PROGRAM, environment, in_turn, show, whole

if TYPE_CHECKING:
    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.paths import Paths

PENDING = 10_000
CLAIMS = 1000
LATENCY = 0.1
"""Seconds a step takes."""
PARALLELISM = 8
JOBS = 320
KNOWN = {
    "one": Kind("one", f"{__name__}:one"),
    "three": Kind("three", f"{__name__}:three"),
}


async def one(ctx: Context) -> Any:
    """Ask a model once."""
    await ctx.step("ask", asyncio.sleep, LATENCY)


async def three(ctx: Context) -> Any:
    """Ask a model three times."""
    for name in ("a", "b", "c"):
        await ctx.step(name, asyncio.sleep, LATENCY)


def report(what: str, taken: list[float]) -> None:
    """Print the median, the 99th percentile and the worst, in milliseconds."""
    ordered = sorted(taken)
    p99 = ordered[int(len(ordered) * 0.99)]
    p50, most = median(ordered), ordered[-1]
    print(f"{what}: n={len(ordered)} p50={p50 * 1000:.3f} p99={p99 * 1000:.3f} max={most * 1000:.3f} ms")


def queue_cost(home: Path) -> None:
    """Measure adding, and claiming in a transaction of its own."""
    with Store(resolve(str(home))) as store:
        queue = Queue(store, users.all_users(store.conn)[0].id, known=KNOWN)
        steering.set_limit(queue, "one", PENDING)
        began = time.perf_counter()
        queue.enqueue_many("one", [{"n": n} for n in range(PENDING)])
        print(f"enqueue {PENDING}: {time.perf_counter() - began:.2f} s")
        taken, processor = [], []
        for _ in range(CLAIMS):
            began, cpu = time.perf_counter(), time.process_time()
            job = queue.claim()
            processor.append(time.process_time() - cpu)
            taken.append(time.perf_counter() - began)
            if job is not None:
                queue.complete(job)
    report("claim, committed", taken)
    report("claim, its processor time", processor)


def throughput(home: Path, kind: str, steps: int) -> None:
    """Measure how near a worker comes to jobs x steps x latency / parallelism."""
    paths = resolve(str(home))
    with Store(paths) as store:
        person = users.all_users(store.conn)[0].id
        Queue(store, person, known=KNOWN).enqueue_many(kind, [None] * (JOBS // steps))
    worker = Worker(paths, [person], parallelism=PARALLELISM, known=KNOWN)
    began = time.perf_counter()
    run(worker, stay=False)
    taken = time.perf_counter() - began
    ideal = JOBS // steps * steps * LATENCY / PARALLELISM
    print(
        f"{JOBS // steps} jobs of {steps} steps of {LATENCY * 1000:.0f} ms at parallelism {PARALLELISM}: "
        f"{taken:.2f} s, {ideal / taken:.1%} of ideal"
    )


async def _bare(paths: Paths) -> float:
    """Ask the same of the same model with nothing around it; returns the seconds it took."""
    from lifeos_cli.extraction import prompt
    from lifeos_cli.providers.base import ChatMessage, Request
    from lifeos_cli.record.connecting import connect
    from lifeos_cli.settings import load

    provider = connect("ollama/slow", load(paths), paths)
    gate = asyncio.Semaphore(PARALLELISM)

    async def ask(n: int) -> None:
        said = prompt.ask_about(json.dumps({"role": "user", "text": f"I live in town {n} now."}))
        async with gate:
            async for _ in provider.stream(
                Request([ChatMessage("user", said)], prompt.system(observe=False))
            ):
                pass

    began = time.perf_counter()
    await asyncio.gather(*(ask(n) for n in range(JOBS)))
    taken = time.perf_counter() - began
    await provider.close()
    return taken


def reading(home: Path) -> None:
    """Measure how near reading sessions with a model on loopback comes to sessions x latency / parallelism.

    The model is a process of its own and answers after `LATENCY`; the SDK has been imported.
    """
    from lifeos_cli.extraction.kinds import KINDS
    from lifeos_cli.extraction.summary import KINDS as READING
    from lifeos_cli.providers.anthropic import Anthropic
    from lifeos_cli.settings_file import set_value
    from tests.store import make

    paths = resolve(str(home))
    argv = [sys.executable, "-m", "tests.bench.slow_model", str(LATENCY)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as model:
        assert model.stdout is not None
        set_value(paths, "ollama.base_url", [model.stdout.readline().strip()])
        with Store(paths) as store:
            person = users.all_users(store.conn)[0].id
            given = []
            for n in range(JOBS):
                session = make.session(store, person)
                said = make.message(store, person, session.id, content=f"I live in town {n} now.")
                told = {"session_id": session.id, "last_message_id": said.id, "modes": {}}
                given.append({**told, "model": "ollama/slow"})
            Queue(store, person).enqueue_many("summary", given)
        Anthropic("x", "x").warm()
        bare = asyncio.run(_bare(paths))
        known = {name: KINDS[name] for name in READING}
        began, processor = time.perf_counter(), time.process_time()
        run(Worker(paths, [person], parallelism=PARALLELISM, known=known), stay=False)
        taken, processor = time.perf_counter() - began, time.process_time() - processor
        model.communicate("")
    with Store(paths) as store:
        found = store.conn.execute("SELECT COUNT(*) FROM facts").fetchone()[0]
    ideal = JOBS * LATENCY / PARALLELISM
    print(
        f"{JOBS} sessions read by a model of {LATENCY * 1000:.0f} ms at parallelism {PARALLELISM}: {taken:.2f} s, "
        f"{ideal / taken:.1%} of ideal, {processor:.2f} s of processor, {found} facts; the SDK alone, nothing kept: "
        f"{bare:.2f} s, {ideal / bare:.1%}"
    )


def main() -> None:
    """Measure the queue, `jobs stats` beside a bare interpreter, and a worker."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        queue_cost(home / "queue")
        env = environment(home / "queue")
        cases = {
            "python -c pass": partial(whole, BARE, env),
            "lifeos jobs stats": partial(whole, (PROGRAM, "jobs", "stats"), env),
            "lifeos jobs list -n 20": partial(whole, (PROGRAM, "jobs", "list", "-n", "20"), env),
        }
        show(f"Cold start with {PENDING} jobs", in_turn(cases, 15), "python -c pass")
        for kind, steps in (("one", 1), ("three", 3)):
            throughput(home / kind, kind, steps)
        reading(home / "reading")


if __name__ == "__main__":
    main()
