"""Markdown that arrives in pieces ends as the same picture, drawn without leaving anything behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeos_cli.render import stream
from lifeos_cli.render.stream import MarkdownPainter, finished
from tests.render.screen import Screen
from tests.render.test_wrap import pieces

if TYPE_CHECKING:
    from typing import TextIO

REPLY = """# A plan

You said *mornings* are **hard**. Three ways:

1. Lay out your shoes

   the evening before, by the door.

2. Put the alarm across the room
   - not under the pillow
   - not on silent
10. Tell `one` person

1.5 kilometres is enough.

```python
def walk(minutes: int = 10) -> str:

    return "done"
```

| day | minutes |
|---|---|
| Mon | 10 |

> A missed day is harmless.

- loose

- list

What would be the <cue>?
"""
BLOCKS = st.lists(
    st.sampled_from(
        [
            *(
                "word",
                "a **b",
                "c** d",
                "- item",
                "2. two",
                "1",
                "1.",
                "-",
                "```",
                "````",
                "~~~ py",
                "    code",
                "# head",
            ),
            *(
                "> quote",
                "| a | b |",
                "|---|---|",
                "| 1 | 2 |",
                "",
                "",
                "",
                "   more",
                "---",
                "<cue>",
                "`x`",
                "*",
                "_i_",
            ),
        ]
    ),
    max_size=14,
).map("\n".join)


def painted(parts: list[str], *, width: int = 60, height: int = 500) -> list[str]:
    screen = Screen(height)
    painter = MarkdownPainter(cast("TextIO", screen), width=width, height=height, color=False)
    for part in parts:
        painter.write(part)
    painter.finish()
    return screen.lines


@pytest.fixture(autouse=True)
def _every_piece_is_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "FRAMES_PER_SECOND", 10**9)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(min_value=0), max_size=12), st.sampled_from([20, 40, 80]))
def test_in_whatever_pieces_a_reply_comes_the_screen_ends_the_same(cuts: list[int], width: int) -> None:
    assert painted(pieces(REPLY, cuts), width=width) == painted([REPLY], width=width)


def test_letter_by_letter_too() -> None:
    assert painted(list(REPLY)) == painted([REPLY])


@settings(max_examples=60, deadline=None)
@given(BLOCKS, st.lists(st.integers(min_value=0), max_size=8))
def test_so_does_markdown_that_is_half_broken(text: str, cuts: list[int]) -> None:
    assert painted(pieces(text, cuts)) == painted([text])


def test_the_picture_is_the_one_that_was_meant() -> None:
    lines = [line.strip() for line in painted([REPLY])]
    assert lines[:4] == ["A plan", "", "You said mornings are hard. Three ways:", ""]
    assert "the evening before, by the door." in lines
    assert "• not under the pillow" in lines
    assert "3 Tell one person" in lines
    assert 'return "done"' in lines
    assert "What would be the <cue>?" in lines
    assert all(not line.startswith("```") for line in lines)


def test_paragraphs_stay_apart_when_the_gap_comes_alone() -> None:
    assert painted(["one\n", "\n", "two"]) == ["one", "", "two", ""]
    assert painted(["one", "\n\n\n", "two\n\n"]) == ["one", "", "two", ""]


def test_items_of_a_list_stay_together() -> None:
    lines = painted(["1. one\n\n", "2. two\n\n", "   under two\n\n", "3. three"])
    assert [line.strip() for line in lines] == ["1 one", "2 two", "under two", "3 three", ""]


def test_a_reply_taller_than_the_screen_never_reaches_above_it() -> None:
    tall = "\n".join(f"{n}. item" for n in range(1, 60))
    lines = painted([piece + "\n" for piece in tall.split("\n")], height=12)
    assert [line.split() for line in lines[-9:]] == [*([str(n), "item"] for n in range(52, 60)), []]


def test_what_did_not_change_is_not_drawn_again() -> None:
    screen = Screen()
    written: list[str] = []
    screen.write = lambda text: written.append(text) or len(text)  # type: ignore[func-returns-value, method-assign]
    painter = MarkdownPainter(cast("TextIO", screen), width=60, height=40, color=False)
    painter.write("one\n\ntwo  \nthree")
    painter.write(" four")
    painter.tick()
    painter.finish()
    assert "".join(written).count("one") == 1
    assert "".join(written).count("two") == 1


def test_nothing_in_a_reply_acts_on_the_terminal() -> None:
    lines = painted(["a \x1b[2Jb\x1b]52;c;x\x07 [/bold] \x9b31m", "c \u202ed\n\n```\n\x1b[31m[red]x\n```\n"])
    assert "[/bold]" in lines[0]
    assert not any(char in "\x1b\x9b\u202e" for line in lines for char in line)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("", ""),
        ("one", ""),
        ("one\n\n", ""),
        ("one\n\nt", "one\n\n"),
        ("\n\none\n\ntwo\n\nthree", "\n\none\n\n"),
        ("```\na\n\nb", ""),
        ("```\na\n\n```\n\nb", "```\na\n\n```\n\n"),
        ("````\n```\n\nb\n````\n\nc", "````\n```\n\nb\n````\n\n"),
        ("```\n```python\n\nb", ""),
        ("```x```\n\nb", "```x```\n\n"),
        ("- a\n\n-", ""),
        ("- a\n\n- b\n\n**c", "- a\n\n- b\n\n"),
        ("1. a\n\n2", ""),
        ("1. a\n\n2.5 b", "1. a\n\n"),
        ("1. a\n\n2\n", "1. a\n\n"),
        ("- a\n\n  under", ""),
    ],
)
def test_a_block_is_finished_when_the_next_one_has_begun(text: str, block: str) -> None:
    assert text[: finished(text)] == block
