"""Goals: what they need, how far they are, and what comes next."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.goals.course import movement, movement_line, next_step, rhythm_line
from lifeos_cli.growth.goals.finish import kind_word, offers
from lifeos_cli.growth.goals.one_line import future_date, read_line
from lifeos_cli.growth.goals.progress import Period, periods, progress, rhythm
from lifeos_cli.growth.goals.quality import gaps
from lifeos_cli.growth.goals.rows import (
    STATUS_EVENTS,
    STATUSES,
    Frequency,
    Goal,
    Milestone,
    check_target,
    parse_frequency,
    parse_if_then,
)
from lifeos_cli.growth.goals.status import check_event, standing
from tests.growth.goals.made import RUN, SET, WALK, day, event, how_far, step


def test_progress_of_an_outcome_is_the_share_of_its_milestones() -> None:
    steps = [step(1, 3), step(2, 4), step(3), step(4, 5, withdrawn_at=1)]
    found = how_far(RUN, steps, [], 10)
    assert (found.done, found.of, found.counted) == (2, 3, "milestones")
    assert found.percent == pytest.approx(200 / 3)


def test_nothing_to_count_is_no_progress_not_zero() -> None:
    assert how_far(RUN, [], [event(1), event(2, "note")], 10).share is None
    assert how_far(WALK, [], [], 0) == (None, 0, 0, "nothing")
    assert how_far(WALK, [step(1, 2)], [], 2).share is None


def test_progress_of_a_process_is_the_share_of_what_was_to_be_kept_in_weeks_that_are_over() -> None:
    events = [event(n) for n in (0, 1, 2, 3, 8, 15)]
    assert how_far(WALK, [], events, 14) == (4 / 6, 4, 6, "occurrences")
    assert how_far(WALK, [], events, 15) == (5 / 7, 5, 7, "occurrences")
    assert how_far(WALK, [], [*events, event(9, withdrawn_at=1)], 14).done == 4


def test_a_week_begun_or_paused_in_the_middle_asks_for_less() -> None:
    late = WALK._replace(created_on=day(5))
    assert [one.expected for one in periods(late, [], standing(day(5), []), day(14))] == [2, 3, 3]
    pause = [event(1, "pause"), event(13, "resume")]
    assert [one.expected for one in periods(WALK, pause, standing(SET, pause), day(14))] == [1, 1, 3]
    rest = [event(0, "pause")]
    assert periods(WALK, rest, standing(SET, rest), day(30)) == []


def test_an_identity_goes_by_its_weekly_action() -> None:
    reader = Goal("i", "A reader", "identity", SET, value="curiosity", weekly_action="read a chapter")
    assert how_far(reader, [], [event(1), event(2), event(9)], 21) == (2 / 3, 2, 3, "occurrences")
    bare = reader._replace(weekly_action="")
    assert how_far(bare, [step(1, 2), step(2)], [], 9) == (0.5, 1, 2, "milestones")


def test_daily_goals_count_days() -> None:
    daily = WALK._replace(frequency=Frequency(1, "day"))
    found = how_far(daily, [], [event(0), event(1), event(3), event(4)], 4)
    assert (found.done, found.of) == (4, 5)


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["kept", *STATUS_EVENTS])), max_size=40))
def test_progress_stays_between_nothing_and_all(log: list[tuple[int, str]]) -> None:
    events = [event(n, type_)._replace(id=f"{i:03d}") for i, (n, type_) in enumerate(log)]
    stands = standing(SET, events)
    assert stands.status in STATUSES
    for goal in (WALK, WALK._replace(frequency=Frequency(2, "day"))):
        found = progress(goal, [], events, stands, day(61))
        assert found.share is None or 0 <= found.share <= 1
        assert all(0 <= one.kept <= one.expected for one in periods(goal, events, stands, day(61)))
        assert standing(SET, list(reversed(events))) == stands


def test_a_goals_life() -> None:
    log = [
        event(1, "pause"),
        event(2, "complete"),
        event(3, "resume"),
        event(4, "reopen"),
        event(5, "abandon"),
    ]
    expected = ["paused", "completed", "completed", "active", "abandoned"]
    for n, status in enumerate(expected, 1):
        assert standing(SET, log[:n]).status == status
    assert standing(SET, log).since == day(5)
    assert standing(SET, log).pauses == ((day(1), day(4)), (day(5), None))
    assert standing(SET, []) == ("active", SET, ())
    assert standing(SET, [log[0]._replace(withdrawn_at=1)]).status == "active"


@pytest.mark.parametrize(
    ("status", "type_", "after"),
    [
        ("active", "complete", "completed"),
        ("paused", "complete", "completed"),
        ("active", "pause", "paused"),
        ("paused", "resume", "active"),
        ("paused", "abandon", "abandoned"),
        ("completed", "reopen", "active"),
        ("abandoned", "reopen", "active"),
        ("active", "resume", None),
        ("active", "reopen", None),
        ("completed", "complete", None),
        ("completed", "pause", None),
        ("abandoned", "resume", None),
        ("paused", "pause", None),
    ],
)
def test_what_may_follow_what(status: str, type_: str, after: str | None) -> None:
    if after:
        assert check_event(status, type_) == after
        return
    with pytest.raises(UsageFault, match=status):
        check_event(status, type_)


def test_each_kind_is_asked_for_what_it_lacks() -> None:
    asked = [gap.field for gap in gaps(Goal("g", "Run", "outcome", SET), [], SET)]
    assert asked == ["why", "measure", "target_date", "plans", "milestones"]
    assert [g.field for g in gaps(Goal("g", "Run", "process", SET), [], SET)] == [
        *("why", "cue", "frequency", "plans", "milestones")
    ]
    assert [g.field for g in gaps(Goal("g", "Run", "identity", SET), [], SET)] == [
        *("why", "value", "weekly_action", "plans", "milestones")
    ]
    assert gaps(WALK, [], SET) == []
    assert all(gap.question.endswith(("?", ")")) for gap in gaps(Goal("g", "Run", "outcome", SET), [], SET))


@pytest.mark.parametrize(
    ("steps", "lacks"),
    [
        ([], True),
        ([step(1, due=14)], False),
        ([step(1, due=15)], True),
        ([step(1, due=-3)], False),
        ([step(1)], True),
        ([step(1, done=0, due=5)], True),
        ([step(1, due=5, withdrawn_at=1)], True),
        ([step(1, due=40), step(2, due=3)], False),
    ],
)
def test_the_next_milestone_is_to_be_within_14_days(steps: list[Milestone], lacks: bool) -> None:
    assert ("milestones" in [gap.field for gap in gaps(RUN, steps, SET)]) is lacks


def test_the_next_step_is_the_first_open_milestone_then_the_end() -> None:
    steps = [step(2, due=9), step(1, done=1), step(3, due=3)]
    found = next_step(RUN, steps, [], standing(SET, []), day(5))
    assert found is not None
    assert (found.kind, found.milestone_id, found.overdue) == ("milestone", "m2", False)
    late = next_step(RUN, steps, [], standing(SET, []), day(10))
    assert late is not None
    assert late.overdue
    end = next_step(RUN, [step(1, done=1)], [], standing(SET, []), day(5))
    assert end is not None
    assert end.kind == "finish"
    asked = next_step(RUN._replace(why=""), [], [], standing(SET, []), day(5))
    assert asked is not None
    assert (asked.kind, asked.text) == ("question", "Why does it matter to you?")


def test_the_next_step_of_a_habit_is_its_next_occurrence() -> None:
    stands = standing(SET, [])
    found = next_step(WALK, [], [event(0), event(1)], stands, day(2))
    assert found is not None
    assert (found.kind, found.text) == ("occurrence", "If it rains, then I run inside (after lunch)")
    full = next_step(WALK, [], [event(0), event(1), event(2)], stands, day(3))
    assert full is not None
    assert full.text.endswith("done for this week")
    paused = standing(SET, [event(0, "pause")])
    assert next_step(WALK, [], [], paused, day(3)) is None


@pytest.mark.parametrize(
    ("log", "on", "trend", "quiet"),
    [
        ([], 13, "steady", 13),
        ([], 14, "quiet", 14),
        ([1, 2], 10, "gaining", 8),
        ([1, 2, 20], 27, "slowing", 7),
        ([1, 2, 20, 21], 27, "steady", 6),
        ([1, 2, 3], 60, "quiet", 57),
    ],
)
def test_movement_is_what_happened_lately(log: list[int], on: int, trend: str, quiet: int) -> None:
    found = movement(WALK, [], [event(n) for n in log], how_far(WALK, [], [], on), day(on))
    assert (found.trend, found.quiet_days, found.drifting) == (trend, quiet, trend == "quiet")


def test_pace_is_progress_less_time_gone() -> None:
    goal = RUN._replace(target_date=day(100))
    far = how_far(goal, [step(1, 3), step(2)], [], 25)
    assert movement(goal, [step(1, 3)], [], far, day(25)).pace == pytest.approx(0.25)
    assert movement(goal, [], [], far, day(300)).pace == pytest.approx(-0.5)
    assert movement(WALK, [], [], far, day(25)).pace is None


def test_one_missed_period_ends_no_run_and_two_do() -> None:
    def of(pattern: str) -> Any:
        return rhythm([Period(day(n), 1, int(c == "x"), over=True) for n, c in enumerate(pattern)])

    assert of("xxx") == (3, 3, 3, 3)
    assert of("xxx.x") == (4, 4, 4, 5)
    assert of("xxx..x") == (1, 3, 4, 6)
    assert of("xxx.") == (3, 3, 3, 4)
    assert of("") == (0, 0, 0, 0)
    assert of("x" * 20)[2:] == (8, 8)
    present = [Period(day(0), 1, 1, over=True), Period(day(1), 1, 0, over=False)]
    assert rhythm(present) == (1, 1, 1, 1)


def test_words_name_what_was_kept_and_never_what_was_not() -> None:
    lines = [
        rhythm_line(
            rhythm([Period(day(n), 1, int(c == "x"), over=True) for n, c in enumerate(pattern)]), "week"
        )
        for pattern in ("", "....", "x...", "xx", "x..x", "xx.")
    ]
    assert lines == [
        "ready when you are",
        "ready when you are",
        "kept in 1 of the last 4 weeks",
        "2 weeks running",
        "kept in 2 of the last 4 weeks",
        "2 weeks running",
    ]
    lines += [
        movement_line(movement(WALK, [], [event(1)], how_far(WALK, [], [], n), day(n))) for n in (2, 40)
    ]
    for line in lines:
        assert not {"missed", "failed", "lost", "broke", "only", "behind", "should"} & set(line.split())


@pytest.mark.parametrize(
    ("typed", "plan"),
    [
        ("if it rains, then I run inside", ("it rains", "I run inside")),
        ("If it rains then I run inside", ("it rains", "I run inside")),
        ("When it is 9, I sit down", ("it is 9", "I sit down")),
        ("if it rains -> run inside", ("it rains", "run inside")),
        ("  whenever  I pour coffee, then I stretch ", ("I pour coffee", "I stretch")),
    ],
)
def test_a_plan_is_read(typed: str, plan: tuple[str, str]) -> None:
    assert parse_if_then(typed) == plan
    assert parse_if_then(str(parse_if_then(typed))) == plan


@pytest.mark.parametrize(
    "typed", ["", "run more", "if only", "->", "then I run", "if it rains ->", "if , then run", "if ,, run"]
)
def test_anything_else_is_no_plan(typed: str) -> None:
    with pytest.raises(UsageFault, match="when and what"):
        parse_if_then(typed)


@pytest.mark.parametrize(
    ("typed", "often"),
    [
        ("daily", (1, "day")),
        ("3 a week", (3, "week")),
        ("3x/week", (3, "week")),
        ("Twice a day", (2, "day")),
        ("once per week", (1, "week")),
        ("4 times a week", (4, "week")),
    ],
)
def test_a_frequency_is_read(typed: str, often: tuple[int, str]) -> None:
    assert parse_frequency(typed) == often
    assert parse_frequency(str(parse_frequency(typed))) == often


@pytest.mark.parametrize("typed", ["", "often", "0 a week", "51 a day", "3 a month", "-1 a day"])
def test_anything_else_is_no_frequency(typed: str) -> None:
    with pytest.raises(UsageFault, match="how often"):
        parse_frequency(typed)


def test_a_target_is_not_past() -> None:
    assert check_target(SET, SET) == SET
    with pytest.raises(UsageFault, match="past"):
        check_target("2026-01-04", SET)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Run 10k by 1 May", ("Run 10k", "outcome", "2026-05-01", None)),
        ("Run 10k by May 1st 2027.", ("Run 10k", "outcome", "2027-05-01", None)),
        ("Finish the book by 2 January", ("Finish the book", "outcome", "2027-01-02", None)),
        ("Finish the book by end of month", ("Finish the book", "outcome", "2026-01-31", None)),
        ("Finish the book by the end of March", ("Finish the book", "outcome", "2026-03-31", None)),
        ("Call Ann by friday", ("Call Ann", "outcome", "2026-01-09", None)),
        ("Meditate daily", ("Meditate", "process", None, (1, "day"))),
        ("Walk 3 times a week by June", ("Walk", "process", "2026-06-30", (3, "week"))),
        ("Read one book by Camus", ("Read one book by Camus", "outcome", None, None)),
        ("Become  someone who reads", ("Become someone who reads", "outcome", None, None)),
        ("Arrive on Sunday", ("Arrive on Sunday", "outcome", None, None)),
    ],
)
def test_one_line_is_a_goal(typed: str, line: tuple[Any, ...]) -> None:
    assert read_line(typed, SET) == (*line, None)


@pytest.mark.parametrize(
    ("typed", "title", "often", "cue"),
    [
        ("Call mum every Sunday", "Call mum", (1, "week"), "every sunday"),
        (
            "Lift on mondays, wednesdays and fridays",
            "Lift",
            (3, "week"),
            "on mondays, wednesdays and fridays",
        ),
        ("Read every evening.", "Read", (1, "day"), "every evening"),
        ("Leave at five each weekday", "Leave at five", (5, "week"), "each weekday"),
    ],
)
def test_named_days_say_how_often_and_when(typed: str, title: str, often: tuple[int, str], cue: str) -> None:
    assert read_line(typed, SET) == (title, "process", None, often, cue)


@pytest.mark.parametrize(
    ("typed", "day_"),
    [
        ("tomorrow", "2026-01-06"),
        ("monday", "2026-01-12"),
        ("in 3 weeks", "2026-01-26"),
        ("in a month", "2026-02-05"),
        ("in 2 years", "2028-01-05"),
        ("end of the year", "2026-12-31"),
        ("december", "2026-12-31"),
        ("end of week", "2026-01-11"),
    ],
)
def test_a_day_ahead_in_words(typed: str, day_: str) -> None:
    assert future_date(typed, SET) == day_


def test_a_month_ahead_of_a_long_month_is_the_end_of_a_short_one() -> None:
    assert future_date("in 1 month", "2026-01-31") == "2026-02-28"
    assert future_date("in 1 year", "2024-02-29") == "2025-02-28"


@pytest.mark.parametrize("typed", ["", "someday", "31 February", "2025-01-01", "2026-13-01", "1 May 2025"])
def test_no_day_and_no_past_day_is_a_target(typed: str) -> None:
    with pytest.raises(UsageFault):
        future_date(typed, SET)


@given(st.text(max_size=80))
def test_any_line_is_a_goal_or_a_usage_fault(typed: str) -> None:
    for text in (typed, f"x by {typed}", f"x {typed} a week"):
        said = ""
        try:
            found = read_line(text, SET).title
        except UsageFault as fault:
            found, said = "refused", fault.message
        assert found
        assert "\n" not in said


def test_a_reached_goal_offers_evidence_and_a_kind_word_that_is_true() -> None:
    goal = RUN._replace(skills=("s1", "s2"))
    assert [(one.skill_id, one.source, one.outcome) for one in offers(goal)] == [
        ("s1", "action", 1.0),
        ("s2", "action", 1.0),
    ]
    assert offers(RUN) == []
    said = kind_word(RUN, how_far(RUN, [step(1, 2), step(2)], [], 5))
    assert "1 of 2 milestones" in said
    assert "to feel light." in said
    assert "of" not in kind_word(RUN._replace(why=""), how_far(RUN, [], [], 5)).split()
