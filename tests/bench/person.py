"""Profile, goals and skills with years in the store. `python -m tests.bench.person`."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path

from lifeos_cli.clock import DAY, local_date, now_ms
from lifeos_cli.growth.profile.dimensions import DIMENSIONS
from lifeos_cli.ids import ulid
from lifeos_cli.paths import resolve
from lifeos_cli.record import consents, profile, skill_edits
from lifeos_cli.record.skills import Forest
from lifeos_cli.store import bulk, users
from lifeos_cli.store.database import Store
from tests.bench.timing import BARE, PROGRAM, environment, in_turn, show, whole

SKILLS, EVIDENCE, GOALS = 200, 2000, 20
CHECKINS, READINGS, TESTS = 3650, 1500, 40
ROUNDS = 15


def fill(home: str) -> None:
    """Put ten years of evidence, 200 skills and 20 goals into a store."""
    with Store(resolve(home)) as store:
        me = users.current(store.conn)
        if me is None:
            raise RuntimeError("a new store has its first person")
        consents.answer(store, me.id, "ai_observations", granted=True, origin="command")
        observations(store, me.id)
        skills(store, me.id)
        for n in range(GOALS):
            environ = {**os.environ, "LIFEOS_HOME": home}
            subprocess.run([PROGRAM, "goals", "add", f"Goal {n} by 1 May", "-q"], env=environ, check=True)


def observations(store: Store, user_id: str, times: float = 1) -> None:
    """Put ten years of observations of three kinds into a store, so many times as many."""
    checkins, readings, tests = (round(many * times) for many in (CHECKINS, READINGS, TESTS))
    now = now_ms()
    rows: list[tuple[object, ...]] = []
    columns = (
        "id",
        "user_id",
        "dimension",
        "kind",
        "t",
        "rho2",
        "level",
        "words",
        "items",
        "instrument",
        "effective_at",
        "created_at",
        "local_date",
    )
    span = 10 * 365 * DAY
    for n in range(checkins):
        at = now - span + n * (span // checkins)
        rows.append(
            (
                ulid(at),
                user_id,
                "extraversion",
                "micro",
                55.0,
                0.4,
                None,
                None,
                f'["E{n % 10}"]',
                "ipip-50",
                at,
                at,
                local_date(at),
            )
        )
    for n in range(readings):
        at = now - span + n * (span // readings)
        rows.append(
            (
                ulid(at),
                user_id,
                DIMENSIONS[n % 8],
                "ai",
                None,
                None,
                n % 5 - 2,
                300,
                None,
                None,
                at,
                at,
                local_date(at),
            )
        )
    for n in range(tests):
        at = now - span + n * (span // tests)
        rows += [
            (
                ulid(at),
                user_id,
                name,
                "assessment",
                52.0,
                0.7,
                None,
                None,
                f'["{name}1"]',
                "mini-ipip",
                at,
                at,
                local_date(at),
            )
            for name in DIMENSIONS[:5]
        ]
    with store.write() as conn:
        bulk.insert(conn, "observations", columns, rows)


def skills(store: Store, user_id: str, times: float = 1) -> None:
    """Put 200 skills with edges between them into a store, and so many times 2,000 pieces of evidence."""
    evidence = round(EVIDENCE * times)
    now = now_ms()
    names = [
        f"{a}{b}"
        for a in "bcdfghjklmnprstvwz"
        for b in (
            "anto",
            "epro",
            "imba",
            "olfa",
            "ugri",
            "enda",
            "irsu",
            "osta",
            "akli",
            "umpo",
            "edno",
            "ivra",
        )
    ][:SKILLS]
    with store.write() as conn:
        log = skill_edits.HAND.log(conn, user_id)
        made = [
            skill_edits.insert(log, name, f"kind {n % 8}", None, "cli")["id"] for n, name in enumerate(names)
        ]
        columns = ("id", "user_id", "skill", "skill_id", "kind", "content", "effective_at", "created_at")
        rows = []
        for n in range(evidence):
            at = now - (evidence - n) * (EVIDENCE * DAY // 2 // evidence)
            rows.append((ulid(at), user_id, names[n % SKILLS], made[n % SKILLS], "action", "x", at, at))
        bulk.insert(conn, "skill_evidence", columns, rows)
        edges = [
            (ulid(), user_id, made[n], made[n + 8], "prerequisite", 0.7, now, now) for n in range(SKILLS - 8)
        ]
        columns = ("id", "user_id", "from_id", "to_id", "type", "confidence", "at", "created_at")
        bulk.insert(conn, "skill_edges", columns, edges)


def main() -> None:
    """Measure the commands beside a bare interpreter, and the computations alone."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder))
        home = env["LIFEOS_HOME"]
        fill(home)
        cases = {"python -c pass": partial(whole, BARE, env)}
        lines = ("goals list", "profile show", "skills tree", "skills list", "today")
        cases |= {f"lifeos {line}": partial(whole, (PROGRAM, *line.split()), env) for line in lines}
        show("Ten years, 200 skills, 20 goals", in_turn(cases, ROUNDS), "python -c pass")
        with Store(resolve(home)) as store:
            me = users.current(store.conn)
            if me is None:
                raise RuntimeError("the person is gone")
            for name, work in (
                ("profile, loaded and folded", lambda: profile.now(store, me.id)),
                ("skills, loaded and folded", lambda: Forest(store, me.id).states),
            ):
                times = []
                for _ in range(7):
                    began = time.perf_counter()
                    work()
                    times.append(time.perf_counter() - began)
                print(f"{name}: {1000 * sorted(times)[3]:.0f} ms (median of 7)")


if __name__ == "__main__":
    main()
