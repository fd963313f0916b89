"""The words: in the commit of the row, one person's only, and nothing in them that may not be recalled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.clock import now_ms
from lifeos_cli.ids import ulid
from lifeos_cli.store import (
    arrivals,
    checkins,
    index_truth,
    messages,
    recallable,
    sessions,
    turn_ends,
    users,
    words,
)
from lifeos_cli.store.rows import insert
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


def found(store: Store, user_id: str, word: str, **given: object) -> list[str]:
    """Return the ids a word is found in, best first; the index must agree with the texts."""
    index_truth.words_are_sound(store.conn)
    assert index_truth.word_problems(store.conn, user_id, 10) == []
    return [hit.id for hit in words.search(store.conn, user_id, words.phrase(word), limit=100, **given)]  # type: ignore[arg-type]


def derived(store: Store, table: str, user_id: str, content: str) -> str:
    row_id = ulid()
    with store.write() as conn:
        insert(conn, table, {"id": row_id, "user_id": user_id, "content": content, "created_at": now_ms()})
    return row_id


def test_everything_that_may_be_recalled_is_found_at_once_by_its_stems(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    said = make.message(store, me.id, session.id, content="I was running")
    answer = make.message(store, me.id, session.id, role="assistant", content="You ran: run on")
    noted = make.checkin(store, me.id, note="runs", gratitude="shoes", intention="rest")
    insight = derived(store, "insights", me.id, "running helps")
    fact = derived(store, "facts", me.id, "runs daily")
    assert {*found(store, me.id, "run")} == {said.id, answer.id, noted.id, insight, fact}
    assert found(store, me.id, "shoes") == found(store, me.id, "rest") == [noted.id]
    assert {*found(store, me.id, "run", voices=(words.OWN,))} == {said.id, noted.id}
    assert {*found(store, me.id, "run", voices=(words.DERIVED,))} == {insight, fact}
    assert found(store, me.id, "run", voices=(words.ASSISTANT,)) == [answer.id]


def test_the_best_comes_first_and_scores_are_positive(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    for n in range(20):
        make.message(store, me.id, session.id, content=f"filler number {n} about nothing much at all")
    long = make.message(store, me.id, session.id, content="kestrel and a great many other words " * 3)
    short = make.message(store, me.id, session.id, content="kestrel kestrel")
    hits = words.search(store.conn, me.id, words.phrase("kestrel"), limit=5)
    assert [hit.id for hit in hits] == [short.id, long.id]
    assert hits[0].score > hits[1].score > 0
    assert len(words.search(store.conn, me.id, words.phrase("filler"), limit=5)) == 5


def test_an_edit_moves_the_words_and_a_deletion_takes_them(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    said = make.message(store, me.id, session.id, content="kestrel")
    with store.write() as conn:
        messages.edit(conn, me.id, said.id, {"content": "heron"})
    assert (found(store, me.id, "kestrel"), found(store, me.id, "heron")) == ([], [said.id])
    with store.write() as conn:
        messages.edit(conn, me.id, said.id, {"usage": "{}"})
    assert found(store, me.id, "heron") == [said.id]
    with store.write() as conn:
        sessions.delete(conn, me.id, session.id)
    assert found(store, me.id, "heron") == []


def test_a_streaming_message_enters_when_it_is_finished(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    reply = make.message(store, me.id, session.id, role="assistant", status="streaming", content="")
    assert found(store, me.id, "kestrel") == []
    with store.write() as conn:
        messages.edit(conn, me.id, reply.id, {"status": "interrupted", "content": "kestrel"})
    assert found(store, me.id, "kestrel") == [reply.id]


@pytest.mark.parametrize("late", [False, True])
def test_a_crisis_closes_its_whole_turn(store: Store, me: User, *, late: bool) -> None:
    session = make.session(store, me.id)
    level = "none" if late else "crisis"
    said = make.message(store, me.id, session.id, turn=0, content="kestrel", safety_level=level)
    make.message(store, me.id, session.id, turn=0, step=1, role="assistant", content="kestrel too")
    calm = make.message(store, me.id, session.id, turn=1, content="kestrel again")
    if late:
        assert len(found(store, me.id, "kestrel")) == 3
        with store.write() as conn:
            messages.edit(conn, me.id, said.id, {"safety_level": "crisis", "content": "kestrels"})
    assert found(store, me.id, "kestrel") == [calm.id]


def test_fixed_words_of_safety_and_what_they_answer_stay_out(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    make.message(store, me.id, session.id, turn=0, content="kestrel")
    assert len(found(store, me.id, "kestrel")) == 1
    reply = make.message(
        store,
        me.id,
        session.id,
        turn=0,
        step=1,
        role="assistant",
        status="streaming",
        content="",
        provider="safety",
    )
    assert found(store, me.id, "kestrel") == []
    with store.write() as conn:
        messages.edit(
            conn, me.id, reply.id, {"status": "success", "content": "kestrel", "safety_level": "crisis"}
        )
    assert found(store, me.id, "kestrel") == []


def test_withdrawn_and_superseded_checkins_leave(store: Store, me: User) -> None:
    first, second = make.checkin(store, me.id, note="kestrel"), make.checkin(store, me.id, note="kestrel")
    with store.write() as conn:
        checkins.withdraw(conn, me.id, first.id, now_ms())
    assert found(store, me.id, "kestrel") == [second.id]
    with store.write() as conn:
        checkins.supersede(conn, me.id, second.id, first.id)
    assert found(store, me.id, "kestrel") == []


def test_a_place_taken_again_by_a_later_row_is_its_own(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    for content in ("kestrel", "heron", "wren"):
        said = make.message(store, me.id, session.id, content=content)
        assert found(store, me.id, content) == [said.id]
        with store.write() as conn:
            turn_ends.delete_steps(conn, me.id, session.id, said.turn, 0)
    assert words.count(store.conn, me.id) == words.total(store.conn, me.id) == 0


def test_another_persons_words_are_out_of_reach_everywhere(store: Store, me: User) -> None:
    other = make.user(store, "Other")
    session = make.session(store, other.id)
    theirs = make.message(store, other.id, session.id, content="kestrel")
    mine = make.message(store, me.id, make.session(store, me.id).id, content="kestrel")
    assert (found(store, me.id, "kestrel"), found(store, other.id, "kestrel")) == ([mine.id], [theirs.id])
    assert found(store, "nobody", "kestrel") == []
    assert recallable.fetch(store.conn, me.id, [("messages", theirs.id)]) == {}
    assert recallable.neighbours(store.conn, me.id, [theirs.id], 5, 5) == {}
    everything = 'text : "kestrel" OR "nothing"'
    assert [hit.id for hit in words.search(store.conn, me.id, everything, limit=9)] == [mine.id]


def test_removing_a_person_takes_their_words_and_nobody_elses(store: Store, me: User) -> None:
    other = make.user(store, "Other")
    make.message(store, other.id, make.session(store, other.id).id, content="kestrel")
    mine = make.message(store, me.id, make.session(store, me.id).id, content="kestrel")
    with store.write() as conn:
        users.delete(conn, other.id)
    assert found(store, me.id, "kestrel") == [mine.id]
    third = make.user(store, "Third")
    assert found(store, third.id, "kestrel") == []


def test_neighbours_are_the_messages_around_in_order(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    said = [make.message(store, me.id, session.id, content=f"number {n}") for n in range(6)]
    make.message(store, me.id, make.session(store, me.id).id, content="elsewhere")
    around = recallable.neighbours(store.conn, me.id, [said[3].id, said[0].id], 2, 1)
    assert [text.id for text in around[said[3].id]] == [said[n].id for n in (1, 2, 3, 4)]
    assert [text.id for text in around[said[0].id]] == [said[n].id for n in (0, 1)]


def test_texts_carry_tags_and_what_is_known_of_them(store: Store, me: User) -> None:
    noted = make.checkin(store, me.id, "work", "home", note="kestrel")
    text = recallable.fetch(store.conn, me.id, [("checkins", noted.id)])["checkins", noted.id]
    assert (text.tags, text.text, text.role, text.voice, text.at) == (
        ("home", "work"),
        "kestrel",
        "user",
        0,
        noted.at,
    )


def test_refilling_gives_the_same_answers(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    for n in range(5):
        make.message(store, me.id, session.id, content=f"kestrel {n}")
    before = {*found(store, me.id, "kestrel")}
    with store.write() as conn:
        words.refill(conn)
    assert {*found(store, me.id, "kestrel")} == before
    last = make.message(store, me.id, session.id, content="kestrel last")
    assert {*found(store, me.id, "kestrel")} == {*before, last.id}


def test_many_rows_at_once_end_as_one_by_one(store: Store, me: User) -> None:
    other = make.user(store, "Other")
    session = make.session(store, me.id)
    early = make.message(store, me.id, session.id, content="kestrel before")
    with store.write() as conn, words.in_bulk(conn, me.id):
        said = [make.message(store, me.id, session.id, content=f"kestrel {n}") for n in range(5)]
        make.message(store, me.id, session.id, content="kestrel", safety_level="crisis")
        noted = make.checkin(store, me.id, note="kestrel")
        theirs = make.message(store, other.id, make.session(store, other.id).id, content="kestrel")
        messages.edit(conn, me.id, said[0].id, {"content": "kestrel edited"})
        messages.edit(conn, me.id, early.id, {"content": "kestrel early"})
        turn_ends.delete_steps(conn, me.id, session.id, said[1].turn, 0)
        messages.edit(conn, me.id, said[2].id, {"safety_level": "crisis"})
    expected = {early.id, said[0].id, said[3].id, said[4].id, noted.id}
    assert {*found(store, me.id, "kestrel")} == expected
    assert found(store, other.id, "kestrel") == [theirs.id]
    with store.write() as conn, words.in_bulk(conn, me.id):
        later = make.message(store, me.id, session.id, content="kestrel later")
    assert {*found(store, me.id, "kestrel")} == {*expected, later.id}
    ordered = [hit.id for hit in words.search(store.conn, me.id, "kestrel", limit=9)]
    assert len(ordered) == 6


def test_a_bulk_that_fails_leaves_nothing_held(store: Store, me: User) -> None:
    session = make.session(store, me.id)

    def fail() -> None:
        make.message(store, me.id, session.id, content="kestrel")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.write() as conn, words.in_bulk(conn, me.id):
        fail()
    said = make.message(store, me.id, session.id, content="kestrel")
    assert found(store, me.id, "kestrel") == [said.id]


def test_many_rows_become_one_segment_and_fts5_keeps_its_own_settings(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    text = " ".join(f"word{n:06}" for n in range(60))
    rows = [
        (ulid(), session.id, n, 0, "user", f"{text} only{n}", f"m{n}", 1_700_000_000_000 + n)
        for n in range(2_000)
    ]
    with store.write() as conn:
        arrivals.add(conn, me.id, rows, source="jsonl")
    assert len(store.conn.execute("SELECT DISTINCT segid FROM words_idx").fetchall()) == 1
    kept = dict(map(tuple, store.conn.execute("SELECT k, v FROM words_config").fetchall()))
    assert (kept["hashsize"], kept["automerge"]) == (1024 * 1024, 4)
    assert found(store, me.id, "only1999") == [rows[1999][0]]
    with pytest.raises(ZeroDivisionError), store.write() as conn, words.gathered(conn):
        raise ZeroDivisionError
    again = dict(map(tuple, store.conn.execute("SELECT k, v FROM words_config").fetchall()))
    assert again == kept
