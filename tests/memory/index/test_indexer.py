"""The indexer: everything that may be recalled gets its vectors, once, and loses them when it may not."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from lifeos_cli.memory.index import indexer as module
from lifeos_cli.memory.index.background import BackgroundIndex
from lifeos_cli.memory.index.check import stats, verify
from lifeos_cli.memory.index.indexer import Progress, catch_up, lock
from lifeos_cli.memory.index.pieces import ASSISTANT_SIZE, OWN_SIZE, pieces
from lifeos_cli.store import messages, recallable, users, vectors
from tests.memory.index.fake import FakeEmbedder
from tests.store import make

if TYPE_CHECKING:
    import pytest

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


def fill(store: Store, user_id: str, count: int) -> list[str]:
    session = make.session(store, user_id)
    return [make.message(store, user_id, session.id, content=f"kestrel {n}").id for n in range(count)]


def all_in(store: Store, user_id: str, embedder: FakeEmbedder) -> int:
    """Index whatever waits; index and truth must then agree."""
    done = catch_up(store, user_id, embedder, limit=None).done
    assert verify(store, user_id) == []
    assert stats(store, user_id)["waiting"] == 0
    return done


def test_everything_gets_its_vectors_once(store: Store, me: User, embedder: FakeEmbedder) -> None:
    fill(store, me.id, 5)
    make.checkin(store, me.id, note="a walk")
    assert all_in(store, me.id, embedder) == embedder.asked == 6
    assert all_in(store, me.id, embedder) == 0
    fill(store, me.id, 2)
    assert all_in(store, me.id, embedder) == 2
    assert embedder.asked == 8


def test_a_short_command_does_a_part_and_says_what_is_left(
    store: Store, me: User, embedder: FakeEmbedder
) -> None:
    fill(store, me.id, 10)
    assert catch_up(store, me.id, embedder, limit=4) == Progress(4, 6)
    assert catch_up(store, me.id, embedder, limit=4) == Progress(4, 2)
    fill(store, me.id, 3)
    assert catch_up(store, me.id, embedder, limit=100) == Progress(5, 0)
    assert embedder.asked == 13
    assert verify(store, me.id) == []


def test_edits_deletions_and_crises_are_followed(store: Store, me: User, embedder: FakeEmbedder) -> None:
    ids = fill(store, me.id, 4)
    all_in(store, me.id, embedder)
    with store.write() as conn:
        messages.edit(conn, me.id, ids[0], {"content": "heron"})
        messages.edit(conn, me.id, ids[1], {"safety_level": "crisis"})
        messages.edit(conn, me.id, ids[2], {"usage": "{}"})
        conn.execute("DELETE FROM messages WHERE id = ?", (ids[3],))
    assert all_in(store, me.id, embedder) == 1
    assert [key.id for key in vectors.matrix(store.conn, me.id, "fake").keys] == [ids[0], ids[2]]


def test_a_crisis_takes_the_vectors_of_its_turn(store: Store, me: User, embedder: FakeEmbedder) -> None:
    session = make.session(store, me.id)
    said = make.message(store, me.id, session.id, turn=0, content="kestrel")
    make.message(store, me.id, session.id, turn=0, step=1, role="assistant", content="heron")
    all_in(store, me.id, embedder)
    with store.write() as conn:
        messages.edit(conn, me.id, said.id, {"safety_level": "crisis"})
    all_in(store, me.id, embedder)
    assert vectors.counts(store.conn, me.id, "fake") == (0, 0)


def test_imported_text_is_read_for_its_safety_before_it_is_embedded(
    store: Store, me: User, embedder: FakeEmbedder
) -> None:
    calm, grave = (
        make.checkin(store, me.id, note="a good day"),
        make.checkin(store, me.id, note="I want to kill myself"),
    )
    with store.write() as conn:
        conn.execute("UPDATE checkins SET unread = 1, safety_level = 'none', origin = 'imported'")
    feed = store.conn.execute("SELECT COUNT(*) FROM changes").fetchone()[0]
    all_in(store, me.id, embedder)
    read = store.conn.execute(
        "SELECT id, unread, safety_level, safety_kind IS NULL FROM checkins ORDER BY id"
    )
    assert [tuple(row) for row in read] == [(calm.id, 0, "none", 1), (grave.id, 0, "crisis", 0)]
    assert [key.id for key in vectors.matrix(store.conn, me.id, "fake").keys] == [calm.id]
    assert store.conn.execute("SELECT COUNT(*) FROM changes").fetchone()[0] == feed + 1


def test_only_the_named_person_is_indexed(store: Store, me: User, embedder: FakeEmbedder) -> None:
    other = make.user(store, "Other")
    fill(store, other.id, 3)
    fill(store, me.id, 1)
    assert all_in(store, me.id, embedder) == 1
    assert vectors.counts(store.conn, other.id, "fake") == (0, 0)
    assert verify(store, other.id) == []


def test_a_removed_persons_vectors_go(store: Store, me: User, embedder: FakeEmbedder) -> None:
    from lifeos_cli.memory.forget import person

    other = make.user(store, "Other")
    fill(store, other.id, 3)
    fill(store, me.id, 2)
    all_in(store, other.id, embedder)
    all_in(store, me.id, embedder)
    with store.write() as conn:
        users.delete(conn, other.id)
    person(store, other.id)
    assert vectors.counts(store.conn, other.id, "fake") == (0, 0)
    assert vectors.counts(store.conn, me.id, "fake") == (2, 2)


def test_a_lost_file_or_a_cut_feed_is_made_good(store: Store, me: User, embedder: FakeEmbedder) -> None:
    from lifeos_cli.store import vectors_file

    ids = fill(store, me.id, 5)
    all_in(store, me.id, embedder)
    with store.write() as conn:
        conn.execute("DELETE FROM messages WHERE id = ?", (ids[0],))
        messages.edit(conn, me.id, ids[1], {"content": "heron"})
        conn.execute("DELETE FROM changes")
        conn.execute("INSERT INTO watermarks (name, seq, at) VALUES ('feed:pruned', 1000, 0)")
        conn.execute("UPDATE sqlite_sequence SET seq = 1000 WHERE name = 'changes'")
    assert all_in(store, me.id, embedder) == 1
    vectors_file.detach(store.conn)
    for part in store.path.parent.glob("vectors.db*"):
        part.unlink()
    assert all_in(store, me.id, embedder) == 4


def test_verify_finds_what_was_tampered_with(store: Store, me: User, embedder: FakeEmbedder) -> None:
    ids = fill(store, me.id, 4)
    all_in(store, me.id, embedder)
    with store.write() as conn:
        conn.execute("UPDATE vec.embeddings SET digest = x'00' WHERE owner_id = ?", (ids[0],))
        conn.execute("DELETE FROM vec.embeddings WHERE owner_id = ?", (ids[1],))
        conn.execute("UPDATE vec.embeddings SET owner_id = 'X' WHERE owner_id = ?", (ids[2],))
        conn.execute("DELETE FROM word_rows WHERE row_id = ?", (ids[3],))
    found = " ".join(verify(store, me.id))
    for row_id in (*ids, "X has vectors"):
        assert row_id in found
    from lifeos_cli.memory.index import reindex

    reindex.rebuild(store)
    assert reindex.drain(store, [me.id], embedder, spec="builtin") == 3
    assert verify(store, me.id) == []


def test_batches_are_of_like_length_and_of_64(store: Store, me: User, embedder: FakeEmbedder) -> None:
    fill(store, me.id, 150)
    all_in(store, me.id, embedder)
    assert embedder.batches == [64, 64, 22]
    made = module.embed(embedder, ["b b b", "a", "c c"])
    assert (made[1] == embedder.embed(["a"])[0]).all()


def test_whoever_finds_the_lock_taken_leaves(store: Store, me: User, embedder: FakeEmbedder) -> None:
    fill(store, me.id, 3)
    with lock(store) as ours:
        assert ours
        assert catch_up(store, me.id, embedder) == Progress(0, 3, held=True)
    assert catch_up(store, me.id, embedder) == Progress(3, 0)


def test_two_at_once_make_no_duplicates(store: Store, me: User) -> None:
    fill(store, me.id, 200)
    ones = [FakeEmbedder(), FakeEmbedder()]

    def work(one: FakeEmbedder) -> None:
        from lifeos_cli.store.database import Store as Again

        with Again(store.paths) as own:
            catch_up(own, me.id, one, limit=None)

    threads = [threading.Thread(target=work, args=(one,)) for one in ones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.asked for one in ones) == 200
    assert verify(store, me.id) == []


def test_a_long_text_is_cut_at_its_breaks_and_covered_whole() -> None:
    text = recallable.Text(
        "messages",
        "X",
        2,
        "assistant",
        None,
        0,
        0,
        None,
        "One sentence of some length. " * 100,
        0,
        None,
        "none",
        0,
    )
    cut = pieces(text)
    assert "".join(piece.content for piece in cut) == text.text
    assert all(len(piece.content) <= ASSISTANT_SIZE for piece in cut)
    assert all(piece.content.endswith(". ") for piece in cut)
    assert [piece.chunk for piece in cut] == list(range(len(cut)))
    own = pieces(text._replace(voice=0))
    assert max(len(piece.content) for piece in own) > ASSISTANT_SIZE
    assert len(pieces(text._replace(voice=0, text="x" * OWN_SIZE))) == 1


def test_a_thread_indexes_while_a_program_runs(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lifeos_cli.memory.index import background, model

    monkeypatch.setattr(model, "open_embedder", lambda _spec: FakeEmbedder())
    monkeypatch.setattr(background, "PAUSE", 0.01)
    fill(store, me.id, 5)
    thread = BackgroundIndex(store.paths, me.id).start()
    vectors.attach(store.conn)
    waited = threading.Event()
    for _ in range(500):
        if vectors.counts(store.conn, me.id, "fake")[0] == 5:
            break
        waited.wait(0.01)
    thread.stop()
    assert verify(store, me.id) == []
    assert vectors.counts(store.conn, me.id, "fake") == (5, 5)
