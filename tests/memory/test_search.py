"""Search over a real store: what comes first, what is left out, and that nobody else's words come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.clock import DAY, now_ms
from lifeos_cli.memory import search as module
from lifeos_cli.memory.hits import public, with_context
from lifeos_cli.memory.index.indexer import catch_up
from lifeos_cli.memory.legs import Filters
from lifeos_cli.memory.search import Searcher
from tests.store import make

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.memory.hits import Hit
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, User
    from tests.memory.bag import Bag

    Say = Callable[..., list[Message]]
    Ready = Callable[[], Searcher]


def texts(hits: list[Hit]) -> list[str]:
    return [hit.text.text for hit in hits]


@pytest.mark.parametrize("mode", module.MODES)
def test_the_text_that_answers_comes_first(say: Say, searcher: Ready, mode: str) -> None:
    say("I bought a red bicycle", "the weather was fine", "my sister plays chess", "work was long")
    assert texts(searcher().search("what bicycle did I buy", mode=mode))[0] == "I bought a red bicycle"


def test_a_reply_is_found_by_the_line_it_answers(say: Say, searcher: Ready) -> None:
    say(
        "hello there",
        "how is your pottery class going",
        "wonderful, we glazed everything blue",
        "good to hear",
    )
    say("nothing of interest here", "still nothing at all")
    found = texts(searcher().search("pottery class", k=3))
    assert "wonderful, we glazed everything blue" in found


def test_neighbours_are_of_the_same_session_only(say: Say, searcher: Ready) -> None:
    say("alpha beta gamma", "the pottery class")
    say("delta epsilon", "zeta eta theta")
    hits = searcher().search("pottery", mode="hybrid")
    lent = {hit.text.text for hit in hits if hit.parts.get("words_1")}
    assert lent == {"the pottery class", "alpha beta gamma"}


def test_own_words_come_alone_unless_more_is_asked_for(say: Say, searcher: Ready) -> None:
    say("I like chess", "assistant: chess is a fine game of kings and chess boards")
    ready = searcher()
    assert texts(ready.search("chess")) == ["I like chess"]
    assert {hit.text.role for hit in ready.search("chess", filters=Filters(role="assistant"))} == {
        "assistant"
    }
    both = ready.search("chess", filters=Filters(role="any"))
    assert [hit.text.role for hit in both] == ["user", "assistant"]


def test_what_the_assistant_says_at_length_is_found_by_any_of_its_parts(say: Say, searcher: Ready) -> None:
    filler = "and so it goes with words that carry no meaning at all. " * 30
    say("tell me", f"assistant: {filler} The lighthouse keeper plays the trombone. {filler}")
    hits = searcher().search("lighthouse trombone", filters=Filters(role="any"))
    assert "lighthouse" in hits[0].text.text


def test_check_ins_insights_and_facts_are_found_with_their_kinds(
    store: Store, me: User, say: Say, searcher: Ready
) -> None:
    say("we talked of marmalade")
    make.checkin(store, me.id, "home", note="made marmalade with Ann")
    with store.write() as conn:
        for table in ("insights", "facts"):
            conn.execute(
                f"INSERT INTO {table} (id, user_id, content, created_at) VALUES (?, ?, ?, ?)",
                (f"x-{table}", me.id, f"marmalade calms, says {table}", now_ms()),
            )
    ready = searcher()
    hits = ready.search("marmalade")
    assert {hit.kind for hit in hits} == {"message", "checkin", "insight", "fact"}
    rows = {row["kind"]: row for row in (public(hit) for hit in hits)}
    assert rows["message"]["message_id"] == rows["message"]["id"]
    assert rows["checkin"]["message_id"] is None
    assert texts(ready.search("marmalade", filters=Filters(tag="#home"))) == ["made marmalade with Ann"]


def test_filters_hold(say: Say, searcher: Ready) -> None:
    now = now_ms()
    say("old tea", created_at=now - 10 * DAY)
    say("new tea", created_at=now)
    say("tea with the explorer", session={"type": "exploration", "coach": "other_coach"}, created_at=now)
    ready = searcher()
    assert texts(ready.search("tea", filters=Filters(until=now - DAY))) == ["old tea"]
    assert "old tea" not in texts(ready.search("tea", filters=Filters(since=now - DAY)))
    for filters in (Filters(type_="exploration"), Filters(coach="other_coach")):
        assert texts(ready.search("tea", filters=filters)) == ["tea with the explorer"]
    assert ready.search("tea", filters=Filters(tag="nothing")) == []


def test_a_named_time_is_preferred_and_filters_nothing(say: Say, searcher: Ready) -> None:
    now = now_ms()
    said = [
        say(f"ran {n} rounds in the park", created_at=now - days * DAY)
        for n, days in ((1, 400), (2, 21), (3, 90))
    ]
    hits = searcher().search("rounds in the park three weeks ago", now=now)
    assert hits[0].text.id == said[1][0].id
    assert len(hits) == 3


def test_equal_texts_come_once(say: Say, searcher: Ready) -> None:
    say(*["Good night!"] * 30, "good night, moon")
    found = texts(searcher().search("good night", k=2))
    assert sorted(found) == ["Good night!", "good night, moon"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\x00",
        '"',
        "(((",
        "AND OR NOT",
        "a NEAR b",
        "text:x*",
        "\U0001f415",
        "猫が好き",
        "\ud800",
        "-x ^y",
    ],
)
@pytest.mark.parametrize("mode", module.MODES)
def test_no_query_is_too_strange(say: Say, searcher: Ready, query: str, mode: str) -> None:
    say("one", "two and three", "猫が好き")
    assert isinstance(searcher().search(query, mode=mode), list)


def test_a_query_of_a_hundred_kilobytes_is_answered(say: Say, searcher: Ready) -> None:
    say("the needle is here", "hay", "more hay")
    book = " ".join(f"straw{n}" for n in range(12_000)) + " needle"
    assert texts(searcher().search(book, mode="text"))[0] == "the needle is here"
    assert searcher().search(book)


def test_an_empty_store_answers_nothing(searcher: Ready) -> None:
    assert searcher().search("anything") == []


def test_words_are_found_before_they_have_vectors(store: Store, me: User, say: Say, searcher: Ready) -> None:
    ready = searcher()
    ready.search("anything")
    say("a brand new gazebo")
    hits = ready.search("gazebo")
    assert texts(hits) == ["a brand new gazebo"]
    assert hits[0].vector_score is None


def test_a_searcher_sees_what_came_since(store: Store, me: User, bag: Bag, say: Say, searcher: Ready) -> None:
    say("first")
    ready = searcher()
    assert texts(ready.search("first second")) == ["first"]
    say("second")
    catch_up(store, me.id, bag, limit=None)
    ready.forget()
    assert sorted(texts(ready.search("first second"))) == ["first", "second"]


def test_a_patient_searcher_lags_but_never_brings_back_what_is_gone(
    store: Store, me: User, bag: Bag, say: Say
) -> None:
    [gone, kept] = [say("a plum tree")[0], say("a plum cake")[0]]
    catch_up(store, me.id, bag, limit=None)
    ready = Searcher(store.conn, me.id, bag, patience=60)
    assert len(ready.search("plum")) == 2
    say("a plum pudding")
    with store.write() as conn:
        conn.execute("DELETE FROM messages WHERE id = ?", (gone.id,))
    assert [hit.text.id for hit in ready.search("plum")] == [kept.id]
    ready.forget()
    assert len(ready.search("plum")) == 2


def test_without_an_embedder_words_answer(store: Store, me: User, say: Say) -> None:
    say("a teapot", "a kettle")
    assert texts(module.search(store.conn, me.id, "teapot", embedder=None))[0] == "a teapot"


def test_crisis_and_its_answer_are_never_found(say: Say, searcher: Ready) -> None:
    say("the dark lake again", safety_level="crisis")
    say("a lake in summer")
    assert texts(searcher().search("lake")) == ["a lake in summer"]


@pytest.mark.parametrize("mode", module.MODES)
@pytest.mark.parametrize("role", ["user", "assistant", "any"])
def test_nobody_elses_words_come_back(
    store: Store, me: User, other: User, bag: Bag, say: Say, mode: str, role: str
) -> None:
    say("my own plum tree", "assistant: plum trees like sun")
    say("her secret plum cake", "assistant: her plum cake sounds secret", user=other.id)
    make.checkin(store, other.id, note="plum jam, secretly")
    for person in (me, other):
        catch_up(store, person.id, bag, limit=None)
    for person, strange in ((me, other), (other, me)):
        ready = Searcher(store.conn, person.id, bag)
        hits = ready.search("plum secret tree", mode=mode, k=50, filters=Filters(role=role))
        rows: list[dict[str, Any]] = [public(hit) for hit in hits]
        with_context(store.conn, person.id, hits, rows, 5, 5)
        owners = {
            store.conn.execute(f"SELECT user_id FROM {hit.text.tbl} WHERE id = ?", (hit.text.id,)).fetchone()[
                0
            ]
            for hit in hits
        }
        assert owners == {person.id}
        assert not with_strange(store, strange, rows)


def with_strange(store: Store, strange: User, rows: list[dict[str, Any]]) -> bool:
    """Tell whether anything of a person stands in rows, neighbours included."""
    found = store.conn.execute("SELECT id FROM messages WHERE user_id = ?", (strange.id,)).fetchall()
    beside = [said["message_id"] for row in rows for said in (*row["before"], *row["after"])]
    return bool({row[0] for row in found} & {*beside, *(row["id"] for row in rows)})


def test_a_stranger_finds_nothing(store: Store, bag: Bag, say: Say) -> None:
    say("a plum tree")
    assert Searcher(store.conn, "nobody", bag).search("plum tree") == []
