"""How soon a follower hears of another process's commit, and what waiting costs.

`python -m tests.bench.store` prints figures and asserts nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

from lifeos_cli.paths import resolve
from lifeos_cli.store import checkins, users
from lifeos_cli.store.database import Store
from lifeos_cli.store.live import LiveView
from tests.store import make

COMMITS = 500
GAP_SECONDS = 0.02
IDLE_SECONDS = 12

WRITER = """
import sys, time
from lifeos_cli.paths import resolve
from lifeos_cli.store import users
from lifeos_cli.store.database import Store
from tests.store import make
with Store(resolve(sys.argv[1])) as store:
    person = users.current(store.conn).id
    for n in range(int(sys.argv[2])):
        time.sleep(float(sys.argv[3]))
        row = make.checkin(store, person, note="bench " * 20)
        print(row.id, time.time(), flush=True)
"""


def writer(home: str) -> subprocess.Popen[str]:
    """Start another process that commits, and prints each id with the moment its commit returned."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, home, str(COMMITS), str(GAP_SECONDS)],
        stdout=subprocess.PIPE,
        text=True,
    )


def committed(process: subprocess.Popen[str]) -> dict[str, float]:
    """Read the moments, by id."""
    out, _ = process.communicate(timeout=300)
    return {line.split()[0]: float(line.split()[1]) for line in out.splitlines()}


def cpu_seconds(pid: int) -> float:
    """Return the processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(what: str, waits: list[float]) -> None:
    """Print the median, the 99th percentile and the worst, in milliseconds."""
    ordered = sorted(waits)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(
        f"{what}: n={len(ordered)} p50={median(ordered) * 1000:.2f} ms "
        f"p99={p99 * 1000:.2f} ms max={ordered[-1] * 1000:.2f} ms"
    )


def watch_latency(home: str) -> None:
    """Measure `lifeos watch` against another process's commits, then what it costs idle."""
    watch = subprocess.Popen(
        [sys.executable, "-m", "lifeos_cli", "--home", home, "watch", "checkins", "--jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert watch.stdout
    assert watch.stderr
    watch.stderr.readline()
    seen: dict[str, float] = {}

    def read() -> None:
        assert watch.stdout
        for line in watch.stdout:
            seen[json.loads(line)["id"]] = time.time()
            if len(seen) == COMMITS:
                return

    reader = threading.Thread(target=read)
    reader.start()
    before, start = cpu_seconds(watch.pid), time.monotonic()
    moments = committed(writer(home))
    reader.join(10)
    busy = (cpu_seconds(watch.pid) - before) / (time.monotonic() - start)
    # Below zero: the line was read before the writer's own call had returned.
    report(
        "watch, commit returned -> line read", [seen[row] - moments[row] for row in moments if row in seen]
    )
    print(f"watch: missed {COMMITS - len(seen)} of {COMMITS}; {busy:.2%} of a core at 50 commits a second")
    before = cpu_seconds(watch.pid)
    time.sleep(IDLE_SECONDS)
    print(f"watch, idle {IDLE_SECONDS} s: {(cpu_seconds(watch.pid) - before) / IDLE_SECONDS:.3%} of a core")
    watch.kill()
    watch.communicate()


def view_latency(home: str) -> None:
    """Measure a live view of two queries in this process, and its refresh alone."""
    with Store(resolve(home)) as store:
        person = users.current(store.conn)
        assert person is not None
        path, who = store.path, person.id
    heard: dict[str, float] = {}
    view = LiveView(path, who)

    def newest(rows: list[str]) -> None:
        now = time.time()
        for row in rows:
            heard.setdefault(row, now)

    view.add(lambda conn: [row.id for row in checkins.between(conn, who, newest=20)], ["checkins"], newest)
    view.add(lambda conn: checkins.days_filled(conn, who)[:1], ["checkins"], lambda _days: None)
    view.refresh()
    process = writer(home)
    moments: dict[str, float] = {}
    collector = threading.Thread(target=lambda: moments.update(committed(process)))
    collector.start()
    while collector.is_alive():
        view.wait(0.5)
    collector.join()
    report(
        "live view, commit returned -> told", [heard[row] - at for row, at in moments.items() if row in heard]
    )
    spent = []
    for _ in range(200):
        start = time.perf_counter()
        view.refresh(everything=True)
        spent.append(time.perf_counter() - start)
    report("live view, refresh of two queries", spent)
    view.close()


def write_cost(home: str) -> None:
    """Measure one committed check-in, flushed to the disk."""
    with Store(resolve(home)) as store:
        person = users.current(store.conn)
        assert person is not None
        spent = []
        for _ in range(300):
            start = time.perf_counter()
            make.checkin(store, person.id)
            spent.append(time.perf_counter() - start)
    report("one committed check-in", spent)


def main() -> None:
    """Measure a write, the watch and a live view on a store of their own."""
    with tempfile.TemporaryDirectory() as folder:
        Store(resolve(folder)).close()
        write_cost(folder)
        watch_latency(folder)
        view_latency(folder)


if __name__ == "__main__":
    main()
