"""kill -9 of whoever indexes, at any moment: after one catch-up index and truth agree, nothing twice, nothing lost."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.memory.index import indexer, mirror, reindex, sizes
from lifeos_cli.memory.index.check import stats, verify
from lifeos_cli.store import users, vector_marks, vectors
from lifeos_cli.store.database import Store
from tests.faults import starting
from tests.faults.index_child import MIRRORED
from tests.memory.index.fake import FakeEmbedder
from tests.store import make

if TYPE_CHECKING:
    import subprocess

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

ROUNDS = [
    pytest.param(6, id="6"),
    pytest.param(100, id="100", marks=[pytest.mark.slow, pytest.mark.timeout(1800)]),
]


def start(lifeos: Lifeos, verb: str) -> subprocess.Popen[bytes]:
    """Start a child at its work, past its imports."""
    return starting.start(lifeos, "index_child", verb)


def kill(child: subprocess.Popen[bytes]) -> list[str]:
    """Kill it; returns what it said was done."""
    child.kill()
    out, _ = child.communicate()
    return out.decode().rpartition("\n")[0].split()


def settled(paths: Paths) -> FakeEmbedder:
    """Catch up once, by the model that serves; index and truth must agree then, in rows, words, vectors and mirror."""
    with Store(paths) as store:
        person = users.all_users(store.conn)[0].id
        vectors.attach(store.conn)
        serving = vector_marks.serving(store.conn)
        fake = FakeEmbedder(serving.dim, serving.model) if serving else FakeEmbedder()
        reindex.drain(store, [person], fake, spec=serving.spec if serving else "builtin")
        assert verify(store, person) == []
        assert stats(store, person)["waiting"] == 0
        serving = vector_marks.serving(store.conn)
        if serving is not None and serving.mirrored:
            from lifeos_cli.memory.index import lance

            table = lance.open_table(mirror.folder(store.conn), serving.model, serving.dim)
            keys = [f"{key.id}:{key.chunk}" for key in vectors.matrix(store.conn, person, serving.model).keys]
            assert sorted(table.to_arrow()["key"].to_pylist()) == sorted(keys)
    return fake


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("verb", ["index", "reindex", "mirror", "optimize"])
def test_an_indexer_killed_at_random_moments(
    lifeos: Lifeos, paths: Paths, monkeypatch: pytest.MonkeyPatch, verb: str, rounds: int
) -> None:
    monkeypatch.setattr(sizes, "MIRROR_FROM", MIRRORED if verb in {"mirror", "optimize"} else 10**9)
    dice = random.Random(f"{verb}{rounds}")  # noqa: S311 - moments, not secrets
    with Store(paths) as store:
        person = users.all_users(store.conn)[0].id
        session = make.session(store, person)
        for n in range(300):
            make.message(store, person, session.id, content=f"heron {n}", role=("user", "assistant")[n % 2])
    for _ in range(rounds):
        with Store(paths) as store:
            session = make.session(store, person)
            for n in range(20):
                make.message(store, person, session.id, content=f"wren {n}")
            with store.write() as conn:
                conn.execute(
                    "DELETE FROM messages WHERE id IN (SELECT id FROM messages ORDER BY RANDOM() LIMIT 5)"
                )
        child = start(lifeos, verb)
        time.sleep(dice.uniform(0, 0.4))
        kill(child)
        settled(paths)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_writer_and_two_indexers_killed_at_random_moments(
    lifeos: Lifeos, paths: Paths, rounds: int
) -> None:
    dice = random.Random(rounds)  # noqa: S311 - moments, not secrets
    said: set[str] = set()
    for _ in range(rounds):
        children = [start(lifeos, verb) for verb in ("write", "index", "index")]
        time.sleep(dice.uniform(0, 0.4))
        dice.shuffle(children)
        for child in children:
            said.update(kill(child))
        settled(paths)
        with Store(paths) as store:
            person = users.all_users(store.conn)[0].id
            vectors.attach(store.conn)
            keys = [key.id for key in vectors.matrix(store.conn, person, "fake").keys]
        assert len(keys) == len(set(keys))
        assert said <= set(keys)
    assert len(said) > rounds


def test_a_lock_of_a_dead_indexer_is_free(lifeos: Lifeos, paths: Paths) -> None:
    child = start(lifeos, "index")
    kill(child)
    with Store(paths) as store, indexer.lock(store) as ours:
        assert ours
