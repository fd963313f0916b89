"""Memory of the programs that stay, while somebody uses them: `python -m tests.bench.soak [MINUTES]`.

A chat is talked to and a follower watches while another process checks in, a
few times a second for an hour; what each holds is read once a minute.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.timing import PROGRAM, environment

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUTES = 60
PAUSE = 0.25
LINES = (
    "I keep putting off the second chapter",
    "handing it to my sister",
    "the phone on the table",
    "if it is after lunch, then I write one page",
)
WRITER = """
import itertools, sys, time
from lifeos_cli.paths import resolve
from lifeos_cli.record import checkins
from lifeos_cli.store import users
from lifeos_cli.store.database import Store
with Store(resolve(sys.argv[1])) as store:
    me = users.current(store.conn)
    for n in itertools.count():
        checkins.log(store, me.id, {"mood": 1 + n % 7, "note": f"note {n} by the river"}, windows=())
        time.sleep(float(sys.argv[2]))
"""


def resident(pid: int) -> float:
    """Return the MB a process holds in memory."""
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


class Talk:
    """A chat on a terminal of its own, answered as fast as it asks.

    Args:
        env: Its environment.
    """

    def __init__(self, env: Mapping[str, str]) -> None:
        import pexpect

        words = ["chat", "--no-input", "--plain", "--coach", "woop"]
        self.terminal = pexpect.spawn(PROGRAM, words, env=dict(env), dimensions=(40, 100), encoding="utf-8")
        self.terminal.expect_exact("you>")
        self.turns = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(PAUSE):
            self.terminal.sendline(LINES[self.turns % len(LINES)])
            self.terminal.expect_exact("you>", timeout=30)
            self.turns += 1

    def close(self) -> None:
        """End it."""
        self._stop.set()
        self._thread.join(35)
        self.terminal.close(force=True)


def main(minutes: int = MINUTES) -> None:
    """Run for so long and print what was held."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder))
        subprocess.run([PROGRAM, "users", "list"], env=env, capture_output=True, check=True)
        watch = subprocess.Popen([PROGRAM, "watch", "--jsonl"], env=env, stdout=subprocess.DEVNULL)
        writer = subprocess.Popen([sys.executable, "-c", WRITER, folder, str(PAUSE)], env=env)
        talk = Talk(env)
        held: dict[str, list[float]] = {"lifeos chat": [], "lifeos watch": []}
        for _ in range(minutes):
            time.sleep(60)
            held["lifeos chat"].append(resident(talk.terminal.pid))
            held["lifeos watch"].append(resident(watch.pid))
        turns = talk.turns
        talk.close()
        for process in (watch, writer):
            process.kill()
            process.wait()
    print(f"{minutes} minutes, {turns} turns of the chat, a check-in every {PAUSE} s")
    for name, values in held.items():
        tenth = max(1, len(values) // 10)
        print(
            f"  {name:<14} {values[0]:6.1f} MB after a minute, {values[tenth]:6.1f} after {tenth + 1}, "
            f"{values[-1]:6.1f} at the end, at most {max(values):6.1f}"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
