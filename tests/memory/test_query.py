"""What a query says: its words, its form, and the times it speaks of."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.clock import DAY, to_ms
from lifeos_cli.memory import query, spans

NOW = to_ms(datetime(2026, 11, 22, 15, tzinfo=UTC))


def day(text: str) -> int:
    return to_ms(datetime.fromisoformat(text).replace(tzinfo=UTC))


def test_common_words_are_left_out_and_the_rest_stays_in_order() -> None:
    asked = query.read("When did I go to the LGBTQ support-group, and WHY?")
    assert asked.terms == ("go", "lgbtq", "support", "group")
    assert asked.telling


def test_a_query_of_common_words_alone_keeps_them() -> None:
    asked = query.read("What is this?")
    assert asked.terms == ("what", "is", "this")
    assert not asked.telling


@pytest.mark.parametrize("text", ["", "   ", "\U0001f415\U0001f9f6", "!?…", "\x00", "\ud800"])
def test_what_has_no_word_has_no_terms(text: str) -> None:
    assert query.read(text).terms == ()
    assert query.expression(()) == ""
    assert query.pieces(text)


@given(st.text(max_size=300))
def test_no_text_is_ever_read_as_query_syntax(text: str) -> None:
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='porter unicode61')")
    conn.execute("INSERT INTO words VALUES ('near and or not')")
    asked = query.expression(query.read(text).terms)
    if asked:
        conn.execute("SELECT rowid FROM words WHERE words MATCH ?", (asked,)).fetchall()


def test_a_query_of_a_hundred_kilobytes_is_cut_and_still_whole_in_its_words() -> None:
    text = " ".join(f"word{n}" for n in range(12_000))
    asked = query.read(text)
    assert len(asked.terms) == 12_000
    assert asked.terms[-1] == "word11999"
    cut = query.pieces(text)
    assert len(cut) <= query.MOST_PIECES
    assert cut[0].startswith("word0 ")
    assert "word10" in cut[-1]


def test_rarest_words_come_first_and_unknown_ones_go() -> None:
    assert query.rarest(("a", "b", "c", "d"), {"a": 9, "b": 1, "c": 1}) == ("b", "c", "a")


def test_words_lead_a_question_with_a_rare_word_and_meaning_leads_the_rest() -> None:
    question, talk = query.read("who repairs organs"), query.read(" ".join(f"w{n}" for n in range(40)))
    assert query.words_share(question, 0.9, rare=True) == pytest.approx(query.MOST)
    assert query.words_share(question, 0.9, rare=False) <= query.LEANING
    assert query.words_share(talk, 0.9, rare=True) <= query.LEANING
    assert query.words_share(question, 0.0, rare=True) == pytest.approx(query.LEAST)


@given(st.floats(0, 1), st.floats(0, 1))
def test_words_count_more_the_more_of_the_query_is_found_together(one: float, two: float) -> None:
    asked = query.read("who repairs organs")
    low, high = sorted((one, two))
    assert query.words_share(asked, low, rare=True) <= query.words_share(asked, high, rare=True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("what did I plan in March?", "2026-03-01", "2026-04-01"),
        ("in December", "2025-12-01", "2026-01-01"),
        ("March 2025", "2025-03-01", "2025-04-01"),
        ("on May 3rd, 2024 we", "2024-05-03", "2024-05-04"),
        ("21 Nov", "2026-11-21", "2026-11-22"),
        ("2025-02-03", "2025-02-03", "2025-02-04"),
        ("yesterday", "2026-11-21", "2026-11-22"),
        ("how was I in 2025", "2025-01-01", "2026-01-01"),
        ("last summer", "2026-06-01", "2026-09-01"),
        ("last spring", "2026-03-01", "2026-06-01"),
        ("the winter of 2024", "2023-12-01", "2024-03-01"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("last week", "2026-11-09", "2026-11-16"),
        ("two weeks ago", "2026-11-05", "2026-11-12"),
        ("last Tuesday", "2026-11-17", "2026-11-18"),
    ],
)
def test_times_are_read_against_now(text: str, start: str, end: str) -> None:
    assert spans.find(text, NOW) == (spans.Span(day(start), day(end)),)


@pytest.mark.parametrize(
    "text", ["I may go", "march on", "31 April 2024", "99999 years ago", "xyz weeks ago", ""]
)
def test_what_names_no_time_gives_none(text: str) -> None:
    assert spans.find(text, NOW) == ()


@given(st.text(max_size=200) | st.from_regex(r"(last|in|on) [a-z]{3,9} [0-9]{1,4}( ago)?"))
def test_no_text_is_too_strange_to_look_for_times(text: str) -> None:
    spans.find(text, NOW)


def test_nearness_is_whole_inside_and_falls_outside() -> None:
    span = spans.Span(day("2026-03-01"), day("2026-04-01"))
    inside, near, far = (span.nearness(day(d)) for d in ("2026-03-31", "2026-04-10", "2026-09-01"))
    assert inside == 1
    assert 1 > near > far > 0
    assert span.nearness(span.end + DAY) > span.nearness(span.end + 2 * DAY)
