"""Text broken between words, whole or as it arrives."""

from __future__ import annotations

from io import StringIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.render.wrap import Wrapper, WrappingPainter, cells, wrap

WORDS = st.text(alphabet="abcde \té你好", max_size=200)
TEXTS = st.text(alphabet="abcdefgh \t\né你好", max_size=200)
WIDTHS = st.integers(min_value=12, max_value=40)


def pieces(text: str, cuts: list[int]) -> list[str]:
    """Cut the text at those places."""
    places = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    return [text[start:end] for start, end in pairwise(places)]


def tidy(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n")]


@given(WORDS, WIDTHS)
def test_taking_the_breaks_out_gives_the_words_back(text: str, width: int) -> None:
    assert wrap(text, width).split() == text.split()


@given(TEXTS, WIDTHS)
def test_no_line_is_over_the_width_unless_one_word_is(text: str, width: int) -> None:
    for line in wrap(text, width).split("\n"):
        assert cells(line.rstrip()) < width or len(line.split()) == 1


@given(TEXTS, WIDTHS)
def test_lines_of_the_text_stay_lines(text: str, width: int) -> None:
    shown = iter(wrap(text, width).split("\n"))
    for line in text.split("\n"):
        words: list[str] = []
        parts = 0
        while parts == 0 or words != line.split():
            words += next(shown).split()
            parts += 1
    assert next(shown, None) is None


@given(
    st.text(alphabet="abcdefgh\né你好 ", max_size=200),
    WIDTHS,
    st.lists(st.integers(min_value=0), max_size=20),
)
def test_in_pieces_it_comes_out_the_same(text: str, width: int, cuts: list[int]) -> None:
    wrapper = Wrapper(width)
    shown = "".join(wrapper.take(piece) for piece in pieces(text, cuts)) + wrapper.rest()
    assert tidy(shown) == tidy(wrap(text, width))


def test_a_space_at_the_edge_before_a_new_line_makes_no_empty_line() -> None:
    assert tidy(wrap("eleven char \nnext", 12)) == ["eleven char", "next"]
    assert tidy(wrap("eleven char  word", 12)) == ["eleven char", "word"]


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("é", 1), ("你好", 4), ("", 0), ("\uff57", 2)])
def test_wide_letters_take_two_columns(text: str, columns: int) -> None:
    assert cells(text) == columns


def test_a_word_is_shown_when_it_is_whole_and_nothing_it_holds_acts_on_the_terminal() -> None:
    out = StringIO()
    painter = WrappingPainter(out, width=20)
    painter.write("one tw")
    painter.tick()
    assert out.getvalue() == "one "
    painter.write("o\x1b[2J\x9b31m")
    painter.finish()
    assert out.getvalue() == "one two\n"
