"""`lifeos checkin` and `lifeos checkins`, typed as their user would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Lifeos

NOW = {"LIFEOS_NOW": "2026-11-22T21:00:00+00:00"}


def count(lifeos: Lifeos) -> int:
    return len(lifeos("checkins", "list", "--json").json())


def test_everything_can_be_given_as_flags_and_comes_back_as_json(lifeos: Lifeos) -> None:
    done = lifeos(
        *(
            "checkin",
            "--mood",
            "5",
            "--energy",
            "4",
            "--stress",
            "3",
            "--sleep",
            "7.5",
            "--note",
            "long walk",
        ),
        *("--tag", "work", "--at", "2026-11-22T20:30", "--json"),
        env=NOW,
    )
    row = done.json()
    assert done.code == 0
    assert (row["mood"], row["energy"], row["stress"], row["sleep_hours"]) == (5, 4, 3, 7.5)
    assert (row["note"], row["tags"], row["timing"]) == ("long walk", ["work"], "on_time")
    assert row["local_date"] == "2026-11-22"
    assert row["safety"] == {"level": "none", "kind": None}
    assert len(row["id"]) == 26


def test_keys_are_the_item_ids_of_the_protocol(lifeos: Lifeos) -> None:
    row = lifeos("checkin", "--mood", "5", "--json").json()
    items = {
        "mood",
        "energy",
        "stress",
        "sleep_hours",
        "sleep_quality",
        "intention",
        "connection",
        "progress",
    }
    assert items | {"note", "micro_item", "gratitude", "safety"} <= set(row)


def test_every_item_has_a_flag(lifeos: Lifeos) -> None:
    row = lifeos(
        *("checkin", "--sleep-quality", "2", "--intention", "rest", "--connection", "7", "--progress", "1"),
        *("--gratitude", "tea", "--micro-item", "E1=4", "--json"),
    ).json()
    assert (row["sleep_quality"], row["intention"], row["connection"], row["progress"]) == (2, "rest", 7, 1)
    assert (row["gratitude"], row["micro_item"]) == ("tea", {"item": "E1", "answer": 4})


def test_a_note_comes_through_a_pipe(lifeos: Lifeos) -> None:
    row = lifeos("checkin", "--mood", "4", "-", "--json", stdin="two\nlines\n").json()
    assert row["note"] == "two\nlines"


def test_bytes_that_are_no_utf8_do_not_stop_a_note(lifeos: Lifeos) -> None:
    row = lifeos("checkin", "-", "--json", stdin=b"caf\xe9").json()
    assert row["note"] == "caf\ufffd"


@pytest.mark.parametrize(
    "args",
    [
        ["--mood", "8"],
        ["--mood", "0"],
        ["--mood", "x"],
        ["--mood", "nan"],
        ["--mood", "4.5"],
        ["--sleep", "14.5"],
        ["--sleep", "7.3"],
        ["--mood", "4", "--at", "2026-11-23"],
        ["--mood", "4", "--at", "blah"],
        ["--mood", "4", "--tag", "two words"],
        ["--mood", "4", "--moood", "5"],
        ["--micro-item", "E1=6"],
        ["--note", "   "],
        ["a note", "--note", "another"],
        [],
    ],
    ids=" ".join,
)
def test_bad_input_is_one_line_exit_2_and_nothing_is_written(lifeos: Lifeos, args: list[str]) -> None:
    done = lifeos("checkin", *args, env=NOW)
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.strip().splitlines()) == 1
    assert done.err.startswith("lifeos: ")
    assert not lifeos.home.exists() or count(lifeos) == 0


@pytest.mark.parametrize(
    ("at", "timing"),
    [
        ("2026-11-22T09:30", "on_time"),
        ("2026-11-22T08:00", "late"),
        ("2026-11-20T21:30", "late"),
        ("2026-11-20T20:00", "backfilled"),
        ("3 weeks ago", "backfilled"),
    ],
)
def test_an_old_instant_is_stored_late_or_backfilled(lifeos: Lifeos, at: str, timing: str) -> None:
    assert lifeos("checkin", "--mood", "4", "--at", at, "--json", env=NOW).json()["timing"] == timing


def test_a_backfilled_check_in_is_shown_but_fills_nothing(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "4", "--at", "2026-11-20T20:00", env=NOW)
    earlier = {"LIFEOS_NOW": "2026-11-20T20:30:00+00:00"}
    assert lifeos("checkins", "due", "--exit-code", env=earlier).code == 10
    assert lifeos("checkins", "trend", "--json").json() == []
    assert count(lifeos) == 1


def test_several_in_one_slot_are_kept_and_only_if_due_declines(lifeos: Lifeos) -> None:
    assert lifeos("checkins", "due", "--exit-code", env=NOW).code == 10
    lifeos("checkin", "--mood", "4", env=NOW)
    lifeos("checkin", "--mood", "5", env=NOW)
    declined = lifeos("checkin", "--mood", "6", "--if-due", env=NOW)
    assert (declined.code, declined.out) == (0, "")
    assert count(lifeos) == 2
    done = lifeos("checkins", "due", "--exit-code", env=NOW)
    assert (done.code, done.out) == (0, "")


def test_due_says_one_line_and_exits_0_unless_asked(lifeos: Lifeos) -> None:
    done = lifeos("checkins", "due", env=NOW)
    assert done.code == 0
    assert done.out == "evening check-in due (20:00-22:00): lifeos checkin\n"


def test_a_crisis_note_is_saved_and_the_card_is_on_stderr_even_when_quiet(lifeos: Lifeos) -> None:
    done = lifeos("checkin", "--mood", "1", "--note", "I am going to kill myself tonight", "--json", "-q")
    assert done.code == 0
    assert done.json()["safety"]["level"] == "crisis"
    assert "988" in done.err
    assert "988" not in done.out
    assert count(lifeos) == 1


def test_an_edit_supersedes_and_keeps_the_handle(lifeos: Lifeos) -> None:
    first = lifeos("checkin", "--mood", "2", "--tag", "a", "--json").json()
    second = lifeos("checkins", "edit", first["handle"], "--mood", "6", "--set", "energy=3", "--json").json()
    assert (second["mood"], second["energy"], second["tags"]) == (6, 3, ["a"])
    assert second["handle"] == first["handle"]
    assert second["supersedes"] == first["id"] != second["id"]
    assert lifeos("checkins", "show", first["id"], "--json").json()["id"] == second["id"]
    assert count(lifeos) == 1


def test_rm_withdraws_and_a_second_time_there_is_nothing(lifeos: Lifeos) -> None:
    handle = lifeos("checkin", "--mood", "2").out.strip()
    assert lifeos("checkins", "rm", handle).code == 0
    assert count(lifeos) == 0
    assert lifeos("checkins", "rm", handle).code == 3
    assert lifeos("checkins", "show", handle, "--json").json()["withdrawn_at"]


def test_a_baseline_needs_seven_answers(lifeos: Lifeos) -> None:
    for day in range(1, 8):
        lifeos("checkin", "--mood", str(day), env={"LIFEOS_NOW": f"2026-11-0{day}T21:00:00+00:00"})
        rows = lifeos("checkins", "trend", "--json").json()
        assert (rows[0]["median"] is None) == (day < 7)
    assert rows[0] | {"course": None} == {
        "item": "mood",
        "n": 7,
        "median": 4,
        "mad": 2,
        "recent": 6.0,
        "change": "none",
        "course": None,
    }


def test_ranges_take_dates_and_plain_words(lifeos: Lifeos) -> None:
    for day in (19, 20, 21, 22):
        lifeos("checkin", "--mood", "4", "--at", f"2026-11-{day}T10:00", env=NOW)

    def days(*args: str) -> list[str]:
        return [row["local_date"][-2:] for row in lifeos("checkins", "list", *args, "--json", env=NOW).json()]

    assert days("--since", "yesterday") == ["21", "22"]
    assert days("--since", "2026-11-20", "--until", "2026-11-21") == ["20", "21"]
    assert days("--until", "3 days ago") == ["19"]
    assert days("-n", "1") == ["22"]
    assert lifeos("checkins", "list", "--since", "whenever").code == 2


def test_the_calendar_of_a_year_is_data_in_a_pipe(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "3", "--at", "2026-11-22T10:00", env=NOW)
    lifeos("checkin", "--mood", "4", "--at", "2026-11-22T11:00", env=NOW)
    assert lifeos("checkins", "calendar", "--json", env=NOW).json() == [{"date": "2026-11-22", "mood": 3.5}]
    assert lifeos("checkins", "calendar", "--item", "note").code == 2


def test_it_asks_on_a_terminal_and_every_item_can_be_skipped(lifeos: Lifeos) -> None:
    terminal = lifeos.terminal("checkin", env=NOW)
    terminal.expect("How do you feel")
    terminal.sendline("9")
    terminal.expect("from 1 to 7")
    terminal.sendline("6")
    for _ in range(4):
        terminal.expect(r"\] ")
        terminal.sendline("")
    terminal.expect("remember about today")
    terminal.sendline("quiet day")
    terminal.expect("How well does this describe you")
    terminal.sendline("6")
    terminal.expect("from 1 to 5")
    terminal.sendline("4")
    terminal.expect("Noted as")
    terminal.wait()
    (row,) = lifeos("checkins", "list", "--json").json()
    assert (row["mood"], row["energy"], row["note"]) == (6, None, "quiet day")
    assert row["micro_item"]["answer"] == 4


def test_a_statement_is_offered_once_a_day(lifeos: Lifeos) -> None:
    lifeos("checkin", "--micro", "E1=4", env=NOW)
    terminal = lifeos.terminal("checkin", env=NOW)
    for _ in range(5):
        terminal.expect(r"\] ")
        terminal.sendline("")
    terminal.expect("remember about today")
    terminal.sendline("x")
    assert terminal.expect(["Noted as", "How well does this"]) == 0
    terminal.wait()


def test_ctrl_c_at_a_question_leaves_with_130_and_nothing_written(lifeos: Lifeos) -> None:
    terminal = lifeos.terminal("checkin", env=NOW)
    terminal.expect("How do you feel")
    terminal.sendline("6")
    terminal.expect("energy")
    terminal.sendintr()
    assert terminal.wait() == 130
    assert count(lifeos) == 0
