"""A searcher that stays: what it keeps is what a fresh one would read, whatever happened in between."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lifeos_cli.memory import directions as pointing
from lifeos_cli.memory import shelf as shelves
from lifeos_cli.memory.index import reindex, sizes
from lifeos_cli.memory.index.indexer import catch_up
from lifeos_cli.memory.legs import Filters
from lifeos_cli.memory.search import Searcher
from lifeos_cli.store import messages, vector_marks
from tests.store import make

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, User
    from tests.memory.bag import Bag

    Say = Callable[..., list[Message]]


NOW = 2_000_000_000_000


def assert_as_fresh(kept: Searcher, store: Store, user_id: str, bag: Bag) -> None:
    """Compare everything a searcher keeps, row by row, with what is read anew."""
    fresh = Searcher(store.conn, user_id, bag)
    mine, theirs = kept.shelf(), fresh.shelf()
    assert sorted(mine.keys) == sorted(theirs.keys)
    known, read = kept.directions(mine), fresh.directions(theirs)
    assert known is not None
    assert read is not None
    to = np.array([mine.index[key[1]] for key in theirs.keys], dtype=np.intp)
    for name in ("numbers", "turns", "at", "length", "lends"):
        assert (getattr(mine, name)[to] == getattr(theirs, name)).all(), name
    for wide, narrow in zip(mine.spans, theirs.spans, strict=True):
        assert np.allclose(wide[to], narrow)
    (query,) = bag.embed(["heron kestrel wren"])
    for mine_, theirs_ in zip(known.cosines(query, mine.size), read.cosines(query, theirs.size), strict=True):
        assert np.allclose(mine_[to], theirs_, equal_nan=True)
    assert np.allclose(known.width[to], read.width)
    scores = [[hit.score for hit in each.search("heron 3", now=NOW)] for each in (kept, fresh)]
    assert np.allclose(scores[0], scores[1])


def happen(
    store: Store, user_id: str, say: Say, dice: random.Random, said: list[Message], session_id: str, n: int
) -> None:
    """Let one thing happen to the store."""
    match dice.randrange(8):
        case 0 | 1:
            said += say(f"heron {n}", f"assistant: wren {n}")
        case 2:
            said.append(make.message(store, user_id, session_id, content=f"kestrel {n}"))
        case 3:
            make.checkin(store, user_id, note=f"heron note {n}")
        case 4:
            gone = said.pop(dice.randrange(len(said)))
            with store.write() as conn:
                conn.execute("DELETE FROM messages WHERE id = :id", {"id": gone.id})
            said += say("another wren")
        case 5:
            with store.write() as conn:
                messages.edit(conn, user_id, dice.choice(said).id, {"content": f"wren edited {n}"})
        case 6:
            turn = make.message(store, user_id, session_id, content=f"dark {n}", safety_level="crisis")
            make.message(store, user_id, session_id, content=f"said beside {n}", turn=turn.turn, step=9)
        case _:
            reindex.rebuild(store)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_it_keeps_what_would_be_read_anew(
    store: Store, me: User, bag: Bag, say: Say, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - happenings, not secrets
    said = [*say("heron 1", "assistant: a wren", "heron 3"), *say("kestrel " * 300, "heron 4")]
    open_ = make.session(store, me.id)
    catch_up(store, me.id, bag, limit=None)
    kept = Searcher(store.conn, me.id, bag)
    for n in range(25):
        happen(store, me.id, say, dice, said, open_.id, n)
        if dice.random() < 0.6:
            catch_up(store, me.id, bag, limit=None)
        if dice.random() < 0.7:
            assert_as_fresh(kept, store, me.id, bag)
    assert_as_fresh(kept, store, me.id, bag)


def test_new_rows_are_read_and_no_others(
    store: Store, me: User, bag: Bag, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("heron", "wren")
    catch_up(store, me.id, bag, limit=None)
    kept = Searcher(store.conn, me.id, bag)
    assert len(kept.search("heron")) == 2

    def never(*_: Any) -> None:
        raise AssertionError("everything was read anew")

    monkeypatch.setattr(shelves, "load", never)
    monkeypatch.setattr(pointing, "directions", never)
    say("a kestrel")
    catch_up(store, me.id, bag, limit=None)
    hit = kept.search("kestrel")[0]
    assert (hit.text.text, round(hit.vector_score or 0)) == ("a kestrel", 1)


def test_rows_that_were_numbered_anew_are_read_anew(store: Store, me: User, bag: Bag, say: Say) -> None:
    gone = say("heron", "wren", "kestrel")[0]
    kept = Searcher(store.conn, me.id, None)
    with store.write() as conn:
        conn.execute("DELETE FROM messages WHERE id = :id", {"id": gone.id})
    assert [hit.text.text for hit in kept.search("wren", mode="text")] == ["wren"]
    reindex.rebuild(store)
    for word in ("wren", "kestrel"):
        assert [hit.text.text for hit in kept.search(word, mode="text")] == [word]


@pytest.fixture
def large(store: Store, me: User, other: User, bag: Bag, say: Say, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store that counts as large, with a mirror; two people say much the same."""
    monkeypatch.setattr(sizes, "SCAN_TO", 10)
    monkeypatch.setattr(sizes, "ONCE_TO", 10)
    monkeypatch.setattr(sizes, "MIRROR_FROM", 10)
    dice = random.Random(1)  # noqa: S311 - words, not secrets
    birds = [f"bird{n}" for n in range(40)]
    for person in (me.id, other.id):
        for _ in range(30):
            lines = [" ".join(dice.choices(birds, k=dice.randint(2, 8))) for _ in range(6)]
            say(*(line if n % 3 else f"assistant: {line}" for n, line in enumerate(lines)), user=person)
    reindex.drain(store, [me.id, other.id], bag, spec="bag")
    return store


@pytest.mark.parametrize("mode", ["hybrid", "vector"])
@pytest.mark.parametrize(
    ("stays", "mirrored", "asked_for"),
    [
        (True, True, {}),
        (True, True, {"role": "any"}),
        (False, True, {}),
        (False, False, {"role": "any"}),
        (False, True, {"role": "any", "since": NOW - 100}),
        (False, False, {"type_": "coaching"}),
    ],
)
def test_naming_candidates_in_a_large_store_finds_what_comparing_everything_finds(
    large: Store,
    me: User,
    bag: Bag,
    mode: str,
    stays: bool,
    mirrored: bool,
    asked_for: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filters = Filters(**asked_for)
    with large.write() as conn:
        vector_marks.mirrored(conn, bag.model_id, on=mirrored)
        conn.execute("UPDATE sessions SET type = 'checkin' WHERE rowid % 2 = 0")
        conn.execute("UPDATE messages SET created_at = :at WHERE turn % 2 = 0", {"at": NOW - 10})
    by_name = Searcher(large.conn, me.id, bag, stays=stays)
    assert by_name._by_index(filters) is not None
    named = [found(by_name, n, mode, filters) for n in range(20)]
    assert by_name._directions is None
    monkeypatch.setattr(sizes, "ONCE_TO", 10**9)
    by_all = Searcher(large.conn, me.id, bag)
    assert by_all._by_index(filters) is None
    same = [len(ids & found(by_all, n, mode, filters)) / 10 for n, ids in enumerate(named)]
    assert np.mean(same) >= (0.9 if mirrored and filters.plain else 0.95)


def found(searcher: Searcher, n: int, mode: str, filters: Filters) -> set[str]:
    """Return the ids of ten hits."""
    hits = searcher.search(f"bird{n} bird{n + 7} bird{n + 13}", filters=filters, mode=mode, now=NOW)
    return {hit.text.id for hit in hits}


def test_what_a_large_store_keeps_in_memory_serves_filters_that_its_mirror_does_not_know(
    large: Store, me: User, bag: Bag
) -> None:
    kept = Searcher(large.conn, me.id, bag, stays=True)
    assert kept._by_index(Filters(coach="gratitude")) is None
    assert kept._by_index(Filters()) is not None


def test_a_large_store_answers_with_what_its_mirror_has_yet_to_follow(
    large: Store, me: User, bag: Bag, say: Say
) -> None:
    kept = Searcher(large.conn, me.id, bag, stays=True)
    first = kept.search("bird1 bird2")[0]
    with large.write() as conn:
        conn.execute("DELETE FROM messages WHERE id = :id", {"id": first.text.id})
    say("gazebo")
    catch_up(large, me.id, bag, limit=None)
    hits = kept.search("gazebo", mode="vector")
    assert hits[0].text.text == "gazebo"
    assert round(hits[0].vector_score or 0, 2) == 1
    assert first.text.id not in {hit.text.id for hit in kept.search("bird1 bird2")}
