"""Vectors: kept as they were given, one person's only, and a file that may be lost at any time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lifeos_cli.store import backup, index_truth, recallable, vector_marks, vectors, vectors_file
from tests.store import make

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.recallable import Text
    from lifeos_cli.store.rows import User

DIM = 8


def rows(count: int, seed: int = 0) -> NDArray[np.float32]:
    made = np.random.default_rng(seed).standard_normal((count, DIM)).astype(np.float32)
    unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def said(store: Store, user_id: str, *contents: str, role: str = "user") -> list[Text]:
    session = make.session(store, user_id)
    made = [make.message(store, user_id, session.id, role=role, content=content) for content in contents]
    return list(recallable.fetch(store.conn, user_id, [("messages", row.id) for row in made]).values())


def keep(
    store: Store, user_id: str, texts: list[Text], *, model: str = "m", seed: int = 0
) -> NDArray[np.float32]:
    made = rows(len(texts), seed)
    with store.write() as conn:
        vector_marks.add_model(conn, model, "builtin", DIM)
        vectors.put(conn, user_id, model, [vectors.Piece(text, 0, 0, len(text.text)) for text in texts], made)
    return made


@pytest.fixture(autouse=True)
def _attached(store: Store) -> None:
    assert vectors.attach(store.conn) == ""


def test_a_matrix_gives_back_what_was_put_by_voice_and_id(store: Store, me: User) -> None:
    answers = said(store, me.id, "x", role="assistant")
    own = said(store, me.id, "a", "b", "c")
    kept = keep(store, me.id, own)
    keep(store, me.id, answers, seed=9)
    found = vectors.matrix(store.conn, me.id, "m")
    assert [key.id for key in found.keys] == [text.id for text in (*own, *answers)]
    assert found.vectors.flags["C_CONTIGUOUS"]
    assert found.vectors.dtype == np.float32
    np.testing.assert_allclose(found.vectors[:3], kept, atol=1e-3)
    assert [key.voice for key in vectors.matrix(store.conn, me.id, "m", voices=(2,)).keys] == [2]
    assert vectors.counts(store.conn, me.id, "m") == (4, 4)


def test_putting_again_replaces_every_piece(store: Store, me: User) -> None:
    (text,) = said(store, me.id, "one two three")
    with store.write() as conn:
        vector_marks.add_model(conn, "m", "builtin", DIM)
        vectors.put(conn, me.id, "m", [vectors.Piece(text, n, n, n + 1) for n in range(3)], rows(3))
        vectors.put(conn, me.id, "m", [vectors.Piece(text, 0, 0, 3)], rows(1))
    assert vectors.counts(store.conn, me.id, "m") == (1, 1)
    assert index_truth.missing(store.conn, me.id, "m", 10) == []
    assert [row.text for row in index_truth.missing(store.conn, me.id, "other", 10)] == ["one two three"]


def test_nothing_reaches_another_persons_vectors(store: Store, me: User) -> None:
    other = make.user(store, "Other")
    theirs = said(store, other.id, "kestrel", "heron")
    keep(store, other.id, theirs)
    vector_marks_before = vector_marks.Mark(1, None)
    with store.write() as conn:
        vector_marks.set_mark(conn, other.id, "m", vector_marks_before)
        assert vectors.drop(conn, me.id, [text.id for text in theirs]) == 0
        assert vectors.drop_person(conn, me.id) == 0
    assert vectors.matrix(store.conn, me.id, "m").keys == []
    assert vectors.counts(store.conn, me.id, "m") == (0, 0)
    assert index_truth.missing(store.conn, me.id, "m", 10) == []
    assert index_truth.strays(store.conn, me.id, "m") == []
    assert index_truth.digests(store.conn, me.id, "m", theirs) == {}
    assert index_truth.shapes(store.conn, me.id, "m", theirs) == {}
    assert vector_marks.mark(store.conn, me.id, "m") is None
    assert vector_marks.changed(store.conn, me.id, 0, 100)[0] == []
    assert vector_marks.places(store.conn, me.id, 0, 100) == ([], None)
    assert vector_marks.behind(store.conn, me.id, None) == 0
    assert list(vectors.blocks(store.conn, me.id, "m")) == []
    assert vectors.counts(store.conn, other.id, "m") == (2, 2)
    assert vector_marks.mark(store.conn, other.id, "m") == vector_marks_before


def test_the_file_is_private_and_left_out_of_backups(store: Store, me: User) -> None:
    keep(store, me.id, said(store, me.id, "kestrel"))
    path = vectors_file.path_of(store.conn)
    assert path.stat().st_mode & 0o777 == 0o600
    copy = backup.vacuum_into(store.conn, store.paths.backups / "copy.db")
    with closing(sqlite3.connect(copy)) as conn:
        tables = {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}
    assert "embeddings" not in tables


def broken(path: object, how: str) -> None:
    from pathlib import Path

    file = Path(str(path))
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    if how == "garbage":
        file.write_bytes(b"no database at all" * 1000)
    else:
        file.unlink()
        with closing(sqlite3.connect(file)) as conn:
            conn.execute("CREATE TABLE recipes (x)")
            conn.execute(f"PRAGMA user_version={99 if how == 'newer' else 0}")


@pytest.mark.parametrize("how", ["garbage", "foreign", "newer"])
def test_a_file_that_cannot_be_used_is_set_aside_and_said(store: Store, me: User, how: str) -> None:
    keep(store, me.id, said(store, me.id, "kestrel"))
    path = vectors_file.path_of(store.conn)
    vectors_file.detach(store.conn)
    broken(path, how)
    line = vectors.attach(store.conn)
    assert "set aside" in line
    assert "\n" not in line
    assert len(list(path.parent.glob("vectors.aside-*.db"))) == 1
    assert vectors.counts(store.conn, me.id, "m") == (0, 0)
    assert vectors_file.take_notes() == [line]
    assert vectors_file.take_notes() == []


def test_a_fast_command_does_not_open_the_vectors(store: Store, me: User) -> None:
    vectors_file.detach(store.conn)
    vectors_file.path_of(store.conn).unlink()
    make.checkin(store, me.id, note="kestrel")
    assert not vectors_file.path_of(store.conn).exists()
