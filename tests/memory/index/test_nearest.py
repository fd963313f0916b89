"""The nearest vectors: the same by every way there is, and one person's only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.memory.index import reindex, sizes
from lifeos_cli.memory.index.indexer import catch_up
from lifeos_cli.memory.index.nearest import Nearest
from lifeos_cli.store.database import Store as Opened
from tests.store import make

if TYPE_CHECKING:
    import pytest

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User
    from tests.memory.index.fake import FakeEmbedder


def test_scan_memory_and_lance_agree(
    store: Store, me: User, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "MIRROR_FROM", 5)
    other = make.user(store, "Other")
    for person in (me, other):
        session = make.session(store, person.id)
        for n in range(30):
            make.message(
                store, person.id, session.id, content=f"w{n % 7} w{n}", role=("user", "assistant")[n % 2]
            )
    reindex.drain(store, [me.id, other.id], embedder, spec="builtin")
    (query,) = embedder.embed(["w3 w10"])
    answers = []
    for stays, most in ((False, 10**9), (True, 10**9), (True, 0)):
        monkeypatch.setattr(sizes, "SCAN_TO", most)
        asked = Nearest(store.conn, me.id, "fake", stays=stays)
        found = asked.search(query, most=8, voices=(0, 1))
        answers.append([(row.id, round(row.score, 2)) for row in found])
        assert all(row.voice == 0 for row in found)
        assert Nearest(store.conn, "nobody", "fake", stays=stays).search(query, most=8) == []
    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0]) == 8


def test_what_another_process_indexes_is_seen(store: Store, me: User, embedder: FakeEmbedder) -> None:
    session = make.session(store, me.id)
    make.message(store, me.id, session.id, content="heron")
    catch_up(store, me.id, embedder)
    asked = Nearest(store.conn, me.id, "fake", stays=True)
    (query,) = embedder.embed(["kestrel"])
    assert len(asked.search(query, most=5)) == 1
    with Opened(store.paths) as elsewhere:
        said = make.message(elsewhere, me.id, session.id, content="kestrel")
        catch_up(elsewhere, me.id, embedder)
    assert asked.search(query, most=5)[0].id == said.id
