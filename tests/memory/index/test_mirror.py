"""The LanceDB mirror: the same rows as the BLOBs, one person's answers only, thrown away when in doubt."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.memory.index import lance, mirror, reindex, sizes
from lifeos_cli.memory.index.check import verify
from lifeos_cli.store import vector_marks, vector_mirror, vectors
from tests.memory.index.fake import FakeEmbedder
from tests.store import make

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "MIRROR_FROM", 10)
    monkeypatch.setattr(mirror, "TIDY_EVERY", 3)


def fill(store: Store, user_id: str, count: int, word: str = "kestrel") -> list[str]:
    session = make.session(store, user_id)
    return [make.message(store, user_id, session.id, content=f"{word} {n}").id for n in range(count)]


def mirrored(store: Store, people: list[str], embedder: FakeEmbedder) -> tuple[list[str], list[str]]:
    """Bring everything up to date; returns what is told and the keys in LanceDB, which must be the BLOBs'."""
    told: list[str] = []
    reindex.drain(store, people, embedder, spec="builtin", note=told.append)
    table = lance.open_table(mirror.folder(store.conn), embedder.model_id, embedder.dimension)
    keys = sorted(table.to_arrow()["key"].to_pylist())
    truth = [
        f"{key.id}:{key.chunk}" for one in people for key in vectors.matrix(store.conn, one, "fake").keys
    ]
    assert keys == sorted(truth)
    assert vector_mirror.waiting(store.conn, "fake") == 0
    assert [problem for one in people for problem in verify(store, one)] == []
    return told, keys


def test_a_small_store_has_none(store: Store, me: User, embedder: FakeEmbedder) -> None:
    fill(store, me.id, 5)
    reindex.drain(store, [me.id], embedder, spec="builtin")
    assert not mirror.folder(store.conn).exists()


def test_it_follows_what_comes_changes_and_goes(store: Store, me: User, embedder: FakeEmbedder) -> None:
    ids = fill(store, me.id, 12)
    told, _ = mirrored(store, [me.id], embedder)
    assert told == ["built a vector index of 12 rows"]
    for n in range(8):
        fill(store, me.id, 2, "heron")
        with store.write() as conn:
            conn.execute("DELETE FROM messages WHERE id = ?", (ids[n],))
            conn.execute("UPDATE messages SET content = ? WHERE id = ?", (f"wren {n}", ids[n + 1]))
        told, keys = mirrored(store, [me.id], embedder)
        assert told == []
    assert len(keys) == 20


def test_the_nearest_are_one_persons_only(store: Store, me: User, embedder: FakeEmbedder) -> None:
    other = make.user(store, "Other")
    mine, theirs = fill(store, me.id, 12), fill(store, other.id, 12)
    mirrored(store, [me.id, other.id], embedder)
    table = lance.open_table(mirror.folder(store.conn), "fake", embedder.dimension)
    (query,) = embedder.embed(["kestrel 3"])
    for person, ids in ((me.id, mine), (other.id, theirs)):
        near = lance.nearest(table, person, query, most=24, voices=(0, 1, 2))
        assert {row.id for row in near} == set(ids)
        assert near[0].id == ids[3]
        assert near[0].score == pytest.approx(1, abs=1e-2)
    assert lance.nearest(table, me.id, query, most=24, voices=(2,)) == []
    for stranger in ("nobody", "' OR '1'='1", f"{me.id}' OR user_id = '{other.id}"):
        assert lance.nearest(table, stranger, query, most=24, voices=(0, 1, 2)) == []


def torn(folder: Path, how: str) -> None:
    if how == "missing":
        shutil.rmtree(folder)
    elif how == "empty":
        shutil.rmtree(folder)
        folder.mkdir()
    elif how == "foreign":
        shutil.rmtree(folder)
        lance.build(folder, "another-model", 4, [])
    else:
        for file in folder.rglob(f"*.{how}"):
            file.write_bytes(b"")


@pytest.mark.parametrize("how", ["missing", "empty", "foreign", "manifest"])
def test_a_broken_one_is_set_aside_and_made_again(
    store: Store, me: User, embedder: FakeEmbedder, how: str
) -> None:
    fill(store, me.id, 12)
    mirrored(store, [me.id], embedder)
    torn(mirror.folder(store.conn), how)
    told, keys = mirrored(store, [me.id], embedder)
    assert len(keys) == 12
    assert len(told) == 2
    assert ("missing" if how == "missing" else "set aside") in told[0]


def test_what_a_killed_build_left_is_swept(store: Store, me: User, embedder: FakeEmbedder) -> None:
    fill(store, me.id, 12)
    mirrored(store, [me.id], embedder)
    folder = mirror.folder(store.conn)
    left = [folder.with_name(f".{folder.name}.build") / "x", next(folder.rglob("data")) / ".tmp_orphan"]
    for file in left:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"x")
    reindex.optimize(store)
    assert not any(file.exists() for file in left)
    mirrored(store, [me.id], embedder)


def test_another_model_gets_a_mirror_of_its_own_dimension(
    store: Store, me: User, embedder: FakeEmbedder
) -> None:
    fill(store, me.id, 12)
    mirrored(store, [me.id], embedder)
    other = FakeEmbedder(24, "other")
    told: list[str] = []
    assert reindex.reindex(store, other, "static", note=told.append) == 12
    assert told == ["built a vector index of 12 rows"]
    assert [model.model for model in vector_marks.models(store.conn)] == ["other"]
    assert lance.open_table(mirror.folder(store.conn), "other", 24).count_rows() == 12
    assert vectors.matrix(store.conn, me.id, "other").vectors.shape == (12, 24)


def test_a_build_that_fails_is_told_and_searches_do_without(
    store: Store, me: User, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, me.id, 20)
    seen: list[str] = []

    def fail(folder: Path, *_: object, **__: object) -> int:
        folder.mkdir()
        seen.append(os.environ["TMPDIR"])
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(lance, "build", fail)
        told: list[str] = []
        reindex.drain(store, [me.id], embedder, spec="builtin", note=told.append)
    assert len(told) == 1
    assert "MemoryError" in told[0]
    assert seen[0].startswith(str(store.path.parent))
    assert os.environ.get("TMPDIR") != seen[0]
    assert [path.name for path in store.path.parent.glob("*lance*")] == []
    assert mirrored(store, [me.id], embedder)[1]
