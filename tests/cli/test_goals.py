"""`lifeos goals` through the real program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Lifeos

NOW = {"LIFEOS_NOW": "2026-11-22T12:00:00+00:00"}


def add(lifeos: Lifeos, *args: str, env: dict[str, str] = NOW) -> dict[str, Any]:
    done = lifeos("goals", "add", *args, "--json", env=env)
    assert done.code == 0, done.err
    found: dict[str, Any] = done.json()
    return found


def show(lifeos: Lifeos, goal: str, env: dict[str, str] = NOW) -> dict[str, Any]:
    found: dict[str, Any] = lifeos("goals", "show", goal, "--json", env=env).json()
    return found


def test_one_line_is_enough(lifeos: Lifeos) -> None:
    goal = add(lifeos, "Run 10k by 1 May", "--why", "To feel light")
    assert (goal["title"], goal["type"], goal["target_date"], goal["why"]) == (
        "Run 10k",
        "outcome",
        "2027-05-01",
        "To feel light",
    )
    assert goal["progress"] == {"share": None, "done": 0, "of": 0, "counted": "nothing"}
    assert [gap["field"] for gap in goal["gaps"]] == ["measure", "plans", "milestones"]
    habit = add(lifeos, "Meditate daily")
    assert (habit["type"], habit["frequency"]) == ("process", "every day")
    who = add(lifeos, "Be a present father", "--value", "attention", "--weekly", "an evening without a phone")
    assert who["type"] == "identity"


def test_goals_are_read_one_a_line_all_or_none(lifeos: Lifeos) -> None:
    done = lifeos("goals", "add", "-", "--json", stdin="Run 10k by 1 May\n\nRead weekly\n", env=NOW)
    assert [(goal["title"], goal["type"]) for goal in done.json()] == [
        ("Run 10k", "outcome"),
        ("Read", "process"),
    ]
    refused = lifeos("goals", "add", "-", stdin="Sing\nrun 10K\n", env=NOW)
    assert refused.code == 2
    assert len(lifeos("goals", "list", "--json", env=NOW).json()) == 2


def test_the_list_is_an_array_of_whole_goals_and_text_a_line_each(lifeos: Lifeos) -> None:
    assert lifeos("goals", "list", "--json").json() == []
    goal = add(lifeos, "Run 10k by 1 May", "--milestone", "5 km by friday")
    (listed,) = lifeos("goals", "list", "--json", env=NOW).json()
    assert listed == goal
    header, row = lifeos("goals", "list", env=NOW).rows()
    assert header[:3] == ["handle", "title", "type"]
    assert row[0] == goal["handle"]
    assert row[-1] == "5 km (by 2026-11-27)"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["add", "Run by yesterday-ish", "--by", "2020-01-01"], 2),
        (["add", "Run", "--by", "someday"], 2),
        (["add", " "], 2),
        (["add", "first"], 2),
        (["add", "Walk", "--type", "wish"], 2),
        (["add", "Walk", "--often", "now and then"], 2),
        (["add", "Walk", "--if", "whatever"], 2),
        (["edit", "First"], 2),
        (["edit", "First", "--by", "2020-01-01"], 2),
        (["resume", "First"], 2),
        (["check", "First"], 2),
        (["show", "zzzz"], 3),
        (["done", "zzzz"], 3),
        (["milestone", "done", "First", "9"], 3),
        (["milestone", "reorder", "First", "1", "1"], 3),
        (["link", "First", "Nothing"], 3),
        (["list", "--status", "lost"], 2),
        (["pick"], 2),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(lifeos: Lifeos, args: list[str], code: int) -> None:
    add(lifeos, "First")
    before = lifeos("goals", "list", "--status", "all", "--json", env=NOW).out
    done = lifeos("goals", *args, env=NOW)
    assert (done.code, done.out) == (code, "")
    assert 1 <= len(done.err.strip().splitlines()) <= 2
    assert lifeos("goals", "list", "--status", "all", "--json", env=NOW).out == before


def test_a_title_may_be_used_again_once_the_goal_is_over(lifeos: Lifeos) -> None:
    add(lifeos, "Run")
    lifeos("goals", "abandon", "Run", env=NOW)
    assert lifeos("goals", "add", "run", env=NOW).code == 0


def test_progress_is_the_share_of_milestones_done(lifeos: Lifeos) -> None:
    goal = add(
        lifeos, "Write a book", "--milestone", "Outline", "--milestone", "Draft", "--milestone", "Edit"
    )
    handle = goal["handle"]
    assert lifeos("goals", "milestone", "done", handle, "1", env=NOW).code == 0
    assert lifeos("goals", "milestone", "done", handle, "Outline", env=NOW).code == 2
    assert show(lifeos, handle)["progress"] == {"share": 1 / 3, "done": 1, "of": 3, "counted": "milestones"}
    lifeos("goals", "milestone", "add", handle, "Print by 3 March", env=NOW)
    lifeos("goals", "milestone", "rm", handle, "Edit", env=NOW)
    lifeos("goals", "milestone", "reorder", handle, "Print", "Draft", env=NOW)
    steps = show(lifeos, handle)["milestones"]
    assert [(one["title"], one["due_date"], bool(one["done_on"])) for one in steps] == [
        ("Print", "2027-03-03", False),
        ("Draft", None, False),
        ("Outline", None, True),
    ]
    assert lifeos("goals", "milestone", "add", handle, "draft", env=NOW).code == 2


def test_what_is_kept_is_counted_and_a_missed_day_is_not_blamed(lifeos: Lifeos) -> None:
    days = [{"LIFEOS_NOW": f"2026-11-{day}T12:00:00+00:00"} for day in range(16, 23)]
    handle = add(lifeos, "Meditate daily", env=days[0])["handle"]
    for n, day in enumerate(days):
        if n != 3:
            assert lifeos("goals", "check", handle, env=day).code == 0
    found = show(lifeos, handle, env=days[-1])
    assert found["progress"] == {"share": 6 / 7, "done": 6, "of": 7, "counted": "occurrences"}
    assert found["rhythm"]["run"] == 6
    assert lifeos("goals", "check", handle, "--on", "2026-11-19", env=days[-1]).code == 0
    assert show(lifeos, handle, env=days[-1])["progress"]["share"] == 1
    assert lifeos("goals", "check", handle, "--on", "2026-11-23", env=days[-1]).code == 2
    text = lifeos("goals", "progress", handle, env=days[-1]).out
    assert "7 of 7 occurrences" in text
    assert "7 days running" in text


def test_a_goal_lives_and_its_log_tells_of_it(lifeos: Lifeos) -> None:
    handle = add(lifeos, "Run")["handle"]
    for word, status in (
        ("pause", "paused"),
        ("resume", "active"),
        ("abandon", "abandoned"),
        ("reopen", "active"),
        ("done", "completed"),
        ("reopen", "active"),
    ):
        assert lifeos("goals", word, handle, "--json", env=NOW).json()["status"] == status
    lifeos("goals", "edit", handle, "--title", "Run far", "--why", "Air", env=NOW)
    lifeos("goals", "plan", handle, "if it rains, then I stretch inside", env=NOW)
    kinds = [one["kind"] for one in lifeos("goals", "events", handle, "--json", env=NOW).json()]
    assert kinds == [
        "created",
        "pause",
        "resume",
        "abandon",
        "reopen",
        "complete",
        "reopen",
        "edited",
        "edited",
    ]
    assert show(lifeos, handle)["if_then"] == ["If it rains, then I stretch inside"]


def test_reaching_a_goal_says_a_kind_word_keeps_a_snapshot_and_offers_evidence(lifeos: Lifeos) -> None:
    handle = add(lifeos, "Run 10k", "--why", "To feel light", "--milestone", "5 km")["handle"]
    lifeos("skills", "add", "Pacing", env=NOW)
    assert lifeos("goals", "link", handle, "Pacing", env=NOW).code == 0
    assert lifeos("goals", "link", handle, "Pacing", env=NOW).code == 2
    lifeos("goals", "milestone", "done", handle, "1", env=NOW)
    done = lifeos("goals", "done", handle, env=NOW)
    assert "You did what you set out to do. 1 of 1 milestones along the way." in done.err
    (kept,) = lifeos("profile", "snapshots", "--json", env=NOW).json()
    assert (kept["trigger"], kept["reason"]) == ("milestone", "goal completed")
    (offer,) = lifeos("skills", "evidence", "list", "--json", env=NOW).json()
    assert (offer["status"], offer["kind"], offer["content"]) == (
        "proposed",
        "action",
        "Goal reached: Run 10k",
    )
    assert lifeos("skills", "show", "Pacing", "--json", env=NOW).json()["experience"] == 0
    assert lifeos("skills", "evidence", "accept", offer["handle"], env=NOW).code == 0
    assert lifeos("skills", "show", "Pacing", "--json", env=NOW).json()["experience"] == 20


def test_next_names_one_step_a_goal_dated_ones_first(lifeos: Lifeos) -> None:
    add(lifeos, "Walk daily", "--cue", "after lunch")
    add(lifeos, "Book", "--milestone", "Outline by friday")
    rows = lifeos("goals", "next", "--json", env=NOW).json()
    assert [(one["kind"], one["text"]) for one in rows] == [
        ("milestone", "Outline"),
        ("occurrence", "Walk (after lunch)"),
    ]


def test_a_withdrawn_goal_is_nowhere_until_undo(lifeos: Lifeos) -> None:
    handle = add(lifeos, "Run")["handle"]
    assert lifeos("goals", "rm", handle, env=NOW).code == 0
    assert lifeos("goals", "list", "--status", "all", "--json", env=NOW).json() == []
    assert lifeos("goals", "show", handle, env=NOW).code == 3
    assert lifeos("undo", env=NOW).code == 0
    assert show(lifeos, handle)["status"] == "active"


def test_a_goal_in_crisis_words_shows_the_card(lifeos: Lifeos) -> None:
    done = lifeos("goals", "add", "kill myself by friday", env=NOW)
    assert "988" in done.err or "findahelpline" in done.err


def test_a_title_with_escapes_cannot_act_on_the_terminal(lifeos: Lifeos) -> None:
    add(lifeos, "Run \x1b]0;owned\x07 far")
    for args in (["list"], ["show", "Run"], ["next"]):
        assert "\x1b" not in lifeos("goals", *args, env=NOW).out


def test_pick_prints_the_handle_of_what_was_chosen(lifeos: Lifeos) -> None:
    add(lifeos, "Run")
    wanted = add(lifeos, "Read more")["handle"]
    terminal = lifeos.terminal("goals", "pick", env=NOW)
    terminal.expect_exact("Which goal?")
    terminal.send("read")
    terminal.expect_exact("read")
    terminal.send("\r")
    terminal.expect_exact(wanted + "\r\n")
    terminal.wait()
    assert terminal.exitstatus == 0
