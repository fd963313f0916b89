"""Text is read as it was meant, however it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.safety import normal


def plain(text: str) -> list[str]:
    """Return the sentences of a text, made plain."""
    return [normal.joined(sentence) for sentence in normal.sentences(normal.tokens(normal.fold(text)))]


@pytest.mark.parametrize(
    "typed",
    [
        "I want to kill myself",
        "i wanna kill myself",
        "I WANT TO KILL MYSELF!!!",
        "I want to k1ll mys3lf",
        "i want to killlll myself",
        "i want to kill my self",
        "i want to kil myself",
        "I really just want to fucking kill myself",
        "I want to kill\nmyself",
        "I\u200b want\u200b to k\u200bill myself",
        "\uff29 want to \uff4b\uff49\uff4c\uff4c myself",
        "I w\u0430nt to kill mys\u0435lf",
        "I want to k*ll myself",
        "i wanna kms",
    ],
)
def test_disguise_spelling_and_fillers_come_off(typed: str) -> None:
    assert plain(typed) == ["i want to kill myself"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("k i l l  m y s e l f", "kill myself"),
        ("k.i.l.l m.y.s.e.l.f", "kill myself"),
        ("iwanttodie", "i want to die"),
        ("I'm suicidle", "i am suicidal"),
        ("dont wanna live anymore", "do not want to live anymore"),
        ("I can\u2019t go on", "i can not go on"),
        ("tmrw i ll be gone", "tomorrow i ll be gone"),
    ],
)
def test_letters_apart_slips_and_contractions(typed: str, read: str) -> None:
    assert plain(typed) == [read]


def test_sentences_end_where_they_end() -> None:
    assert plain("I slept well. I ran! Then work?") == ["i slept well", "i ran", "then work"]
    assert plain("I. want. to. die.") == ["i want to die"]
    assert plain("- milk\n- bread") == ["milk", "bread"]


def test_a_long_run_without_stops_is_looked_at_in_overlapping_windows() -> None:
    words = [f"{a}{b}x" for a in "bcdfghjklmnp" for b in "aeiouwzrtsnm"]
    pieces = plain(" ".join(words))
    assert len(pieces) > 3
    assert set(words) <= set(" ".join(pieces).split())


@pytest.mark.parametrize("word", ["succeed", "suitcase", "banging", "hinging", "friend", "cutlery"])
def test_everyday_words_stay_as_they_are(word: str) -> None:
    assert plain(word) == [word]


@given(st.text(max_size=500))
def test_it_takes_any_text(text: str) -> None:
    for sentence in plain(text):
        assert "  " not in sentence


def test_a_long_text_is_cut_at_blanks_with_an_overlap() -> None:
    text = "word " * 40_000
    pieces = normal.chunks(text)
    assert len(pieces) > 1
    assert all(len(piece) < 61_000 for piece in pieces)
    assert sum(map(len, pieces)) >= len(text)
