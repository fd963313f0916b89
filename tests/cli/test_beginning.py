"""`lifeos` alone, the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Lifeos

ASKED = "Begin with 1, 2, 3 or 4 (Enter: not now): "


def test_one_digit_leads_to_a_first_goal_and_then_today_is_shown(lifeos: Lifeos) -> None:
    with lifeos.terminal() as terminal:
        terminal.expect_exact("I'm a program, not a person.")
        terminal.expect_exact(ASKED)
        terminal.sendline("2")
        terminal.expect_exact("in one line?")
        terminal.sendline("Run 10k by 1 May")
        terminal.expect_exact("Run 10k")
        terminal.wait()
    assert [goal["title"] for goal in lifeos("goals", "list", "--json").json()] == ["Run 10k"]
    with lifeos.terminal() as terminal:
        terminal.expect_exact("Today, ")
        terminal.expect_exact("Run 10k")
        terminal.wait()


def test_one_digit_leads_to_a_check_in(lifeos: Lifeos) -> None:
    with lifeos.terminal() as terminal:
        terminal.expect_exact(ASKED)
        terminal.sendline("1")
        terminal.expect("(?i)mood|feel")
        terminal.sendline("5")
        terminal.sendeof()
        terminal.wait()
    assert [row["mood"] for row in lifeos("checkins", "list", "--json").json()] == [5]


def test_one_can_say_not_now_and_is_told_where_things_are(lifeos: Lifeos) -> None:
    for typed in ("", "9"):
        with lifeos.terminal() as terminal:
            terminal.expect_exact(ASKED)
            terminal.sendline(typed)
            terminal.expect_exact("Whenever you like: lifeos shows today")
            terminal.wait()
            assert terminal.exitstatus == 0


def test_a_title_that_looks_like_a_flag_is_a_title(lifeos: Lifeos) -> None:
    with lifeos.terminal() as terminal:
        terminal.expect_exact(ASKED)
        terminal.sendline("2")
        terminal.expect_exact("in one line?")
        terminal.sendline("--help my sister move")
        terminal.wait()
    assert [goal["title"] for goal in lifeos("goals", "list", "--json").json()] == ["--help my sister move"]


def test_nothing_is_asked_with_no_input_and_nothing_told_off_a_terminal(lifeos: Lifeos) -> None:
    with lifeos.terminal("--no-input") as terminal:
        terminal.expect_exact("lifeos checkin")
        terminal.wait()
        assert terminal.exitstatus == 0
    assert "Welcome" not in lifeos().err + lifeos().out
