"""`lifeos memory search` as its user types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Lifeos

TALK = (
    ("a", "a1", "user", "My sister bought a red bicycle in Leiden", "2026-03-02T10:00:00+00:00"),
    ("a", "a2", "assistant", "A bicycle is a good companion", "2026-03-02T10:01:00+00:00"),
    ("a", "a3", "user", "She rides it to work every morning", "2026-03-02T10:02:00+00:00"),
    ("b", "b1", "user", "The bicycle was stolen", "2026-05-09T10:00:00+00:00"),
    ("b", "b2", "user", "We had soup", "2026-05-09T10:01:00+00:00"),
)
KEYS = {
    *("message_id", "external_id", "session", "role", "created_at", "score", "text_score", "vector_score"),
    *("content", "kind", "id"),
}


@pytest.fixture
def filled(lifeos: Lifeos) -> Lifeos:
    """A program whose memory holds two short conversations, not embedded."""
    names = ("session", "id", "role", "content", "created_at")
    lines = [json.dumps({"type": "message", **dict(zip(names, line, strict=True))}) for line in TALK]
    done = lifeos("import", "jsonl", "-", "--no-embed", stdin="\n".join(lines))
    assert done.code == 0, done.err
    return lifeos


def found(lifeos: Lifeos, *args: str) -> list[dict[str, Any]]:
    done = lifeos("memory", "search", *args, "--mode", "text", "--json")
    assert done.code == 0, done.err
    rows: list[dict[str, Any]] = done.json()
    return rows


def test_a_search_answers_with_hits_best_first(filled: Lifeos) -> None:
    rows = found(filled, "red bicycle")
    assert [row["external_id"] for row in rows] == ["a1", "b1"]
    assert set(rows[0]) == KEYS
    assert rows[0]["session"] == "a"
    assert rows[0]["message_id"] == rows[0]["id"]
    assert rows[0]["kind"] == "message"
    assert rows[0]["score"] > rows[1]["score"]


def test_filters_narrow_the_answer(filled: Lifeos) -> None:
    assert [row["external_id"] for row in found(filled, "bicycle", "--until", "2026-04-01")] == ["a1"]
    assert [row["external_id"] for row in found(filled, "bicycle", "--since", "2026-04-01")] == ["b1"]
    assert {row["external_id"] for row in found(filled, "bicycle", "--role", "any")} == {"a1", "a2", "b1"}
    assert [row["external_id"] for row in found(filled, "bicycle", "--role", "assistant")] == ["a2"]
    assert len(found(filled, "bicycle", "-k", "1")) == 1
    assert found(filled, "bicycle", "--tag", "none") == []


def test_context_and_explanation_come_when_asked_for(filled: Lifeos) -> None:
    [row, *_] = found(filled, "red sister", "--context", "1,2", "--explain")
    assert row["before"] == []
    assert [said["content"] for said in row["after"]] == [TALK[1][3], TALK[2][3]]
    assert sum(row["parts"].values()) == pytest.approx(row["score"], abs=1e-5)


def test_many_queries_are_answered_in_order_one_line_each(filled: Lifeos) -> None:
    asked = ["soup", "", '"; DROP TABLE messages; --', "bicycle", "\U0001f6b2", "( NEAR * ^"]
    done = filled("memory", "search", "--queries", "-", "--mode", "text", stdin="\n".join(asked) + "\n")
    assert done.code == 0, done.err
    answers = done.jsonl()
    assert [answer["query"] for answer in answers] == asked
    assert [hit["external_id"] for hit in answers[0]["hits"]] == ["b2"]
    assert answers[1]["hits"] == []
    assert {hit["external_id"] for hit in answers[3]["hits"]} == {"a1", "b1"}


def test_jsonl_is_one_hit_a_line_and_a_pipe_gets_columns(filled: Lifeos) -> None:
    assert len(filled("memory", "search", "bicycle", "--mode", "text", "--jsonl").jsonl()) == 2
    rows = filled("memory", "search", "red bicycle", "--mode", "text").rows()
    assert rows[0] == ["score", "when", "kind", "role", "session", "content"]
    assert rows[1][1] == "2026-03-02 10:00"


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("x", "--queries", "-"),
        ("--queries", "file"),
        ("x", "--role", "y"),
        ("x", "--mode", "y"),
        ("x", "--context", "y"),
        ("x", "--since", "blursday"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(lifeos: Lifeos, args: tuple[str, ...]) -> None:
    done = lifeos("memory", "search", *args)
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1


def test_an_empty_store_answers_with_nothing(lifeos: Lifeos) -> None:
    assert found(lifeos, "anything") == []


def test_nobody_elses_words_come_back(filled: Lifeos) -> None:
    assert filled("users", "add", "other").code == 0
    assert found(filled, "bicycle", "--role", "any", "--user", "other") == []
    done = filled(
        "memory", "search", "--queries", "-", "--mode", "text", "--user", "other", stdin="bicycle\n"
    )
    assert done.jsonl() == [{"query": "bicycle", "hits": []}]


@pytest.fixture
def following(filled: Lifeos) -> Iterator[Any]:
    """A search that follows the store."""
    process = filled.start("memory", "search", "bicycle", "--mode", "text", "--follow", "--jsonl")
    yield process
    process.kill()
    process.communicate()


def test_a_followed_answer_changes_with_the_store(filled: Lifeos, following: Any) -> None:
    first = json.loads(following.stdout.readline())
    assert {hit["external_id"] for hit in first["hits"]} == {"a1", "b1"}
    assert filled("checkin", "--mood", "5", "--note", "a new bicycle at last").code == 0
    second = json.loads(following.stdout.readline())
    assert [hit["kind"] for hit in second["hits"]].count("checkin") == 1


def test_hybrid_works_with_and_without_a_model(filled: Lifeos) -> None:
    done = filled("memory", "search", "red bicycle", "--json")
    assert done.code == 0, done.err
    assert done.json()[0]["external_id"] == "a1"


def test_vectors_that_cannot_be_used_are_set_aside_and_told_in_one_line(filled: Lifeos) -> None:
    assert filled("memory", "verify").code == 0
    path = next(filled.home.rglob("vectors.db"))
    for part in path.parent.glob("vectors.db-*"):
        part.unlink()
    path.write_bytes(b"no database at all " * 1000)
    done = filled("memory", "stats", "--json")
    assert done.code == 0
    assert [line for line in done.err.splitlines() if "set aside" in line] == [done.err.strip()]
    assert filled("memory", "stats").err == ""
