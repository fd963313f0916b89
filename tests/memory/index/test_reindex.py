"""Changing the model, broken off halfway: what was begun is never taken for whole, and holds nothing that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.memory.index import reindex
from lifeos_cli.memory.index.check import verify
from lifeos_cli.memory.index.indexer import Indexer
from lifeos_cli.store import vector_marks, vectors
from tests.memory.index.fake import FakeEmbedder
from tests.memory.index.test_indexer import all_in, fill

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

LONG = "a heron stood in the reeds. " * 80


def begin(store: Store, user_id: str, embedder: FakeEmbedder) -> None:
    """Fill another model, up to where a kill leaves it: before it serves."""
    with reindex.alone(store):
        Indexer(store, user_id, embedder, spec="other").run()


def test_what_goes_while_a_filling_is_broken_off_goes_from_it_too(
    store: Store, me: User, embedder: FakeEmbedder
) -> None:
    ids = fill(store, me.id, 5)
    all_in(store, me.id, embedder)
    begin(store, me.id, FakeEmbedder(8, "other"))
    with store.write() as conn:
        conn.execute("DELETE FROM messages WHERE id = :id", {"id": ids[0]})
    all_in(store, me.id, embedder)
    assert vectors.counts(store.conn, me.id, "other") == (4, 4)
    assert verify(store, me.id) == []


def test_a_model_that_was_half_deleted_is_made_whole_when_asked_for_again(
    store: Store, me: User, embedder: FakeEmbedder
) -> None:
    fill(store, me.id, 5)
    with store.write() as conn:
        conn.execute("UPDATE messages SET content = :text", {"text": LONG})
    all_in(store, me.id, embedder)
    whole = vectors.counts(store.conn, me.id, "fake")
    assert whole[1] > whole[0]
    begin(store, me.id, FakeEmbedder(8, "other"))
    with store.write() as conn:
        vector_marks.serve(conn, "other")
        assert vectors.drop_model(conn, "fake", 4) == 4
    assert verify(store, me.id) == []
    assert reindex.reindex(store, embedder, "builtin") > 0
    assert vectors.counts(store.conn, me.id, "fake") == whole
    assert verify(store, me.id) == []


def test_catching_up_ends_the_deletion_of_a_model_that_went(
    store: Store, me: User, embedder: FakeEmbedder
) -> None:
    fill(store, me.id, 5)
    all_in(store, me.id, embedder)
    other = FakeEmbedder(8, "other")
    begin(store, me.id, other)
    with store.write() as conn:
        vector_marks.serve(conn, "other")
    reindex.drain(store, [me.id], other, spec="other")
    assert [model.model for model in vector_marks.models(store.conn)] == ["other"]
    assert vectors.counts(store.conn, me.id, "fake") == (0, 0)
