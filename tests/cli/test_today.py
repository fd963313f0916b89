"""`lifeos today`, and `lifeos` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Lifeos

NOW = {"LIFEOS_NOW": "2026-11-22T21:00:00+00:00"}
YESTERDAY = {"LIFEOS_NOW": "2026-11-21T21:00:00+00:00"}


def test_a_new_person_is_told_both_ways_to_begin(lifeos: Lifeos) -> None:
    done = lifeos("today", env=NOW)
    assert done.out.splitlines() == [
        "Today, 2026-11-22",
        "Due      evening check-in (20:00-22:00): lifeos checkin",
        "Next     lifeos checkin takes a minute; lifeos chat starts a conversation.",
    ]


def test_it_tells_what_was_done_what_was_last_and_what_is_next(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "4", env=YESTERDAY)
    lifeos("checkin", "--mood", "5", "--tag", "sun", env=NOW)
    session = lifeos("chat", "--coach", "woop", "run \x1b[31mmore", "--json", env=NOW).json()
    found = lifeos("today", "--json", env=NOW).json()
    assert list(found) == [
        "local_date",
        "user",
        "due",
        "last_checkin",
        "streak",
        "last_session",
        "goals",
        "skill",
        "followups",
        "offers",
        "next_step",
    ]
    assert (found["local_date"], found["due"], found["streak"]) == ("2026-11-22", None, 2)
    assert (found["last_checkin"]["mood"], found["last_checkin"]["tags"]) == (5, ["sun"])
    assert found["last_session"]["id"] == session["session_id"]
    handle = found["last_checkin"]["handle"]
    assert lifeos("today", env=NOW).out.splitlines() == [
        "Today, 2026-11-22",
        f"Done     evening check-in {handle}",
        "Days     2 in a row",
        "Last     woop, 2026-11-22  run more",
        "Next     Go on where you were: lifeos chat -c",
    ]


def test_alone_on_a_terminal_it_is_today_and_off_one_the_help(lifeos: Lifeos) -> None:
    lifeos("goals", "add", "Book", env=NOW)
    terminal = lifeos.terminal(env=NOW)
    terminal.expect("Today, 2026-11-22")
    terminal.expect("Due      evening check-in")
    terminal.wait()
    piped = lifeos()
    assert piped.code == 0
    assert piped.out.startswith("Usage: lifeos")
    assert piped.out == lifeos("--help").out
