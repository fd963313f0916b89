"""Tables in replies: columns that share the width, records where there is no room, drawn while they are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.record import sessions as record
from lifeos_cli.record import turns
from lifeos_cli.tui.markdown import Written
from lifeos_cli.tui.widgets.message import Reply, Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store

WEEK = (
    "| Day | What to do | Minutes |\n|:----|:----------:|--------:|\n"
    "| Monday | **Run** in the park with a friend who likes it | 30 |\n| Tuesday | rest | 5 |"
)
MANY = "| Habit | Cue | Routine | Reward | Obstacle |\n|-|-|-|-|-|\n| Meditation | Breakfast | | Coffee | Overwhelmed |"


def lines(text: str, width: int = 0) -> list[str]:
    """Return a text's lines as they are drawn."""
    return Written(text).at(width).plain.split("\n")


def test_a_table_stands_in_columns_aligned_as_it_says() -> None:
    assert lines(WEEK) == [
        "Day     │                 What to do                 │ Minutes",
        "────────┼────────────────────────────────────────────┼────────",
        "Monday  │ Run in the park with a friend who likes it │      30",
        "Tuesday │                    rest                    │       5",
    ]


def test_a_narrow_table_wraps_its_cells_and_keeps_its_rows_apart() -> None:
    found = lines(WEEK, 36)
    assert all(len(line) <= 36 for line in found)
    assert [line.split("│")[0].strip() for line in found if "│" in line] == [
        "Day",
        "Monday",
        "",
        "",
        "Tuesday",
    ]
    assert sum("┼" in line for line in found) == 2
    assert found[-1].endswith("│       5")


def test_a_table_too_wide_for_its_words_is_told_as_records() -> None:
    assert lines(MANY, 30) == [
        "Habit: Meditation",
        "Cue: Breakfast",
        "Reward: Coffee",
        "Obstacle: Overwhelmed",
    ]


def test_a_table_in_a_quote_keeps_the_quotes_edge() -> None:
    assert lines("> | a | b |\n> |---|---|\n> | 1 | 2 |") == ["│ a │ b", "│ ──┼──", "│ 1 │ 2"]


@given(
    st.lists(st.lists(st.text("ab 水é|\\*`", max_size=12), min_size=1, max_size=4), min_size=1, max_size=5),
    st.integers(2, 60),
)
def test_no_line_of_a_table_is_wider_than_the_room_and_no_word_is_lost(
    rows: list[list[str]], width: int
) -> None:
    many = len(rows[0])
    clean = [[re.sub(r"[|\\*`]", "", cell) for cell in (row + [""] * many)[:many]] for row in rows]
    text = "\n".join("|" + "|".join(row) + "|" for row in [clean[0], ["---"] * many, *clean[1:]])
    found = Written(text).at(width)
    if "┼" in found.plain:
        assert all(line.cell_length <= width for line in found.split("\n"))
    letters = "".join(re.findall(r"[ab水é]", found.plain))
    for letter in "ab水é":
        assert letters.count(letter) >= sum(cell.count(letter) for row in clean[1:] for cell in row)


async def test_a_stored_table_is_drawn_for_the_width_and_again_when_it_changes(
    filled: Store, drive: Callable[..., Any]
) -> None:
    user = filled.conn.execute("SELECT id FROM users").fetchone()[0]
    session = record.start(filled, user, type_="coaching", coach="woop")
    turns.save_opening(filled, session, f"Your week:\n\n{WEEK}\n\nGo well.", {}, "guided")
    async with drive(filled, size=(80, 24)) as hands:
        screen = await hands.open("chat")
        await hands.until(lambda: "Monday  │" in hands.screen())
        said = screen.query(Said).first()
        wide = said.size.height
        await hands.pilot.resize_terminal(40, 24)
        await hands.until(lambda: said.size.height > wide and "Go well." in hands.screen())
        drawn = [line for line in hands.screen().split("\n") if "│" in line and "Monday" in line]
        assert len(drawn) == 1
        assert "30" in drawn[0]
        await hands.pilot.resize_terminal(80, 24)
        await hands.until(lambda: said.size.height == wide)


async def test_a_table_can_be_selected_and_copied_as_it_is_seen(
    filled: Store, drive: Callable[..., Any]
) -> None:
    from textual.geometry import Offset
    from textual.selection import Selection

    user = filled.conn.execute("SELECT id FROM users").fetchone()[0]
    session = record.start(filled, user, type_="coaching", coach="woop")
    turns.save_opening(filled, session, WEEK, {}, "guided")
    async with drive(filled) as hands:
        screen = await hands.open("chat")
        await hands.until(lambda: "Monday  │" in hands.screen())
        said = screen.query(Said).first()
        screen.selections = {said: Selection(Offset(0, 1), Offset(7, 1))}
        assert screen.get_selected_text() == "Day    "
        screen.selections = {said: Selection(None, None)}
        assert "Tuesday │" in (screen.get_selected_text() or "")


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_a_streamed_table_ends_drawn_and_is_the_stored_text(
    size: tuple[int, int], agreed: Store, server: Any, drive: Callable[..., Any]
) -> None:
    server.reply = f"Your week:\n\n{WEEK}\n\nGo well."
    async with drive(agreed, size=size) as hands:
        screen = await hands.open("chat")
        await hands.until(lambda: screen.opened is not None)
        screen.query_one("Prompt").fill("hello")
        await hands.press("enter")
        await hands.until(lambda: screen.query(Reply) and screen.query(Reply).first().status == "success")
        reply = screen.query(Reply).first()
        assert reply.text == server.reply
        await hands.until(lambda: "Monday  │" in hands.screen())
        assert "|---" not in hands.screen()
        assert "| Monday" not in hands.screen()
