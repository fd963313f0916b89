"""What is said of a goal, word for word, and the days at which it changes. 2026-01-05 is a Monday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.goals.course import Movement, NextStep, movement, movement_line, next_step, rhythm_line
from lifeos_cli.growth.goals.finish import kind_word, offers
from lifeos_cli.growth.goals.one_line import future_date, read_line
from lifeos_cli.growth.goals.progress import Period, Progress, Rhythm, periods, progress
from lifeos_cli.growth.goals.quality import gaps
from lifeos_cli.growth.goals.rows import (
    Frequency,
    Goal,
    GoalEvent,
    IfThen,
    check_target,
    parse_frequency,
    parse_if_then,
)
from lifeos_cli.growth.goals.status import check_event, standing
from tests.growth.goals.made import PLAN, RUN, SET, WALK, day, event, how_far, step

if TYPE_CHECKING:
    from collections.abc import Callable

NOTHING = Progress(None, 0, 0, "nothing")
LONG = "x" * 40
CUT = "x" * 29 + "\u2026"


@pytest.mark.parametrize(
    ("refused", "message", "hint"),
    [
        (lambda: read_line(" ", SET), "A goal needs a title", ""),
        (
            lambda: future_date(LONG, SET),
            f"'{CUT}' is not a day",
            "Write 2027-05-01, 1 May, friday or 'in 3 weeks'.",
        ),
        (
            lambda: parse_if_then("run"),
            "A plan says when and what",
            "Write: if it is after lunch, then I walk to the park.",
        ),
        (
            lambda: parse_frequency(LONG),
            f"'{CUT}' does not say how often",
            "Write daily, weekly or '3 a week'.",
        ),
        (lambda: check_target("2026-01-04", SET), "2026-01-04 is past", "A goal's date lies ahead."),
        (
            lambda: check_event("completed", "pause"),
            "The goal is completed: pause does not apply",
            "`lifeos goals reopen` makes it active again.",
        ),
        (
            lambda: check_event("abandoned", "resume"),
            "The goal is abandoned: resume does not apply",
            "`lifeos goals reopen` makes it active again.",
        ),
        (lambda: check_event("paused", "pause"), "The goal is paused: pause does not apply", ""),
        (lambda: check_event("active", "resume"), "The goal is active: resume does not apply", ""),
    ],
)
def test_a_refusal_says_what_is_off_and_what_to_do(
    refused: Callable[[], object], message: str, hint: str
) -> None:
    with pytest.raises(UsageFault) as caught:
        refused()
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("age", "recent", "before"), [(0, 1, 0), (13, 1, 0), (14, 0, 1), (27, 0, 1), (28, 0, 0), (41, 0, 0)]
)
def test_what_happened_counts_for_14_days_and_for_14_more_as_before(
    age: int, recent: int, before: int
) -> None:
    now = day(100)
    for found in (
        movement(WALK, [step(1, done=100 - age)], [], NOTHING, now),
        movement(WALK, [], [event(100 - age)], NOTHING, now),
    ):
        assert (found.recent, found.before, found.quiet_days) == (recent, before, age)


def test_movement_counts_steps_and_log_but_nothing_withdrawn_open_or_ahead() -> None:
    steps = [step(1, done=90), step(2), step(3, done=91, withdrawn_at=1), step(4, done=101)]
    log = [event(80), event(92, withdrawn_at=1), event(102, "note")]
    assert movement(RUN, steps, log, NOTHING, day(100)).as_dict() == {
        "recent": 1,
        "before": 1,
        "quiet_days": 10,
        "trend": "steady",
        "pace": None,
        "drifting": False,
    }


def test_a_goal_meant_for_the_day_it_was_set_has_no_pace() -> None:
    half = Progress(0.5, 1, 2, "milestones")
    assert movement(RUN._replace(target_date=SET), [], [], half, SET).pace is None
    assert movement(RUN._replace(target_date=day(1)), [], [], half, SET).pace == 0.5


@pytest.mark.parametrize(
    ("recent", "quiet", "said"),
    [
        (0, 14, "quiet for 14 days: still yours, or smaller, or let go?"),
        (0, 3, "just begun"),
        (1, 3, "1 step in the last 14 days"),
        (2, 3, "2 steps in the last 14 days"),
    ],
)
def test_movement_in_a_line(recent: int, quiet: int, said: str) -> None:
    assert movement_line(Movement(recent, 0, quiet, "quiet" if quiet >= 14 else "steady", None)) == said


@pytest.mark.parametrize(("of", "said"), [(1, "kept in the last week"), (2, "kept in 1 of the last 2 weeks")])
def test_one_week_is_not_weeks(of: int, said: str) -> None:
    assert rhythm_line(Rhythm(1, 1, 1, of), "week") == said


HOLD = Goal("i", "A reader", "identity", SET, "joy", value="curiosity", weekly_action="read", plans=(PLAN,))


@pytest.mark.parametrize(
    ("goal", "steps", "wanted"),
    [
        (RUN, [step(2, due=9), step(1, due=5)], NextStep("milestone", "Step 1", day(5), "m1", overdue=False)),
        (RUN, [step(3), step(4)._replace(position=1)], NextStep("milestone", "Step 4", None, "m4")),
        (RUN, [step(1, due=4)], NextStep("milestone", "Step 1", day(4), "m1", overdue=True)),
        (
            RUN,
            [step(1, done=1)],
            NextStep("finish", "Every milestone is done: is the goal reached?", "2026-05-01"),
        ),
        (RUN, [], NextStep("question", "What is a first step within the next two weeks?")),
        (
            RUN._replace(frequency=Frequency(1, "day")),
            [step(1, done=1)],
            NextStep("finish", "Every milestone is done: is the goal reached?", "2026-05-01"),
        ),
        (WALK, [], NextStep("occurrence", "If it rains, then I run inside (after lunch)")),
        (WALK._replace(plans=(), cue=""), [], NextStep("occurrence", "Walk")),
        (HOLD, [], NextStep("occurrence", "read")),
        (HOLD._replace(cue="at night"), [], NextStep("occurrence", "read")),
        (
            HOLD._replace(weekly_action="", target_date=day(9)),
            [step(2, withdrawn_at=1)],
            NextStep("question", "What is one thing that person does every week?"),
        ),
    ],
)
def test_what_comes_next(goal: Goal, steps: list[Any], wanted: NextStep) -> None:
    assert next_step(goal, steps, [], standing(SET, []), day(5)) == wanted


@pytest.mark.parametrize(
    "steps", [[], [step(1)], [step(1, done=1)], [step(1, due=3), step(2, withdrawn_at=1)]]
)
@pytest.mark.parametrize("often", [None, Frequency(1, "day")])
@pytest.mark.parametrize("action", ["", "read"])
def test_a_goal_that_runs_always_has_something_that_comes_next(
    steps: list[Any], often: Frequency | None, action: str
) -> None:
    for goal in (RUN, WALK, HOLD):
        for plans in ((), (PLAN,)):
            one = goal._replace(frequency=often, weekly_action=action, plans=plans)
            found = next_step(one, steps, [], standing(SET, []), day(2))
            assert found is not None
            assert found.text


def test_an_occurrence_kept_is_done_for_this_week_only() -> None:
    kept = [event(n) for n in (0, 1, 2)]
    text = "If it rains, then I run inside (after lunch)"
    done = NextStep("occurrence", f"{text}: done for this week")
    second = [event(n) for n in (7, 8, 9)]
    assert next_step(WALK, [], second, standing(SET, second), day(9)) == done
    assert next_step(WALK, [], kept, standing(SET, kept), day(6)) == done
    assert next_step(WALK, [], kept, standing(SET, kept), day(7)) == NextStep("occurrence", text)
    assert next_step(WALK, [], kept, standing(SET, kept), day(7), ran=[Period(SET, 3, 3, over=False)]) == done
    known = [Period(SET, 3, 1, over=True)]
    assert progress(WALK, [], kept, standing(SET, kept), day(7), ran=known) == (1 / 3, 1, 3, "occurrences")


def test_days_and_weeks_of_a_goal_are_told_with_their_first_day() -> None:
    twice = WALK._replace(frequency=Frequency(2, "day"))
    assert periods(twice, [event(1), event(1), event(1)], standing(SET, []), day(2)) == [
        (SET, 2, 0, True),
        (day(1), 2, 2, True),
        (day(2), 2, 0, False),
    ]
    assert periods(WALK, [event(8)], standing(SET, []), day(6)) == [(SET, 3, 0, False)]
    assert periods(WALK, [event(7)], standing(SET, []), day(7)) == [(SET, 3, 0, True), (day(7), 3, 1, False)]


def test_a_weekly_action_is_a_next_step_of_its_own() -> None:
    assert gaps(HOLD, [], SET) == []
    assert [gap.field for gap in gaps(HOLD._replace(weekly_action=""), [], SET)] == [
        *("weekly_action", "milestones")
    ]


def test_a_goals_life_goes_by_time_then_by_id_past_what_is_no_change() -> None:
    log = [
        GoalEvent("z", "pause", 1, day(1)),
        GoalEvent("a", "abandon", 2, day(2), withdrawn_at=9),
        GoalEvent("b", "note", 3, day(3)),
        GoalEvent("c", "complete", 3, day(3)),
        GoalEvent("d", "pause", 4, day(4)),
        GoalEvent("y", "reopen", 5, day(5)),
        GoalEvent("x", "abandon", 6, day(6)),
    ]
    assert standing(SET, log) == ("abandoned", day(6), ((day(1), day(5)), (day(6), None)))
    assert standing(SET, reversed(log)) == standing(SET, log)


@pytest.mark.parametrize(
    ("why", "done", "said"),
    [
        (" to feel light.. ", 1, " 1 of 2 milestones along the way. You wanted it for this: to feel light."),
        ("...and breathe", 0, " You wanted it for this: ...and breathe."),
        ("to pass as X", 0, " You wanted it for this: to pass as X."),
        (" ", 0, ""),
    ],
)
def test_the_kind_word_holds_what_was_done_and_why(why: str, done: int, said: str) -> None:
    word = kind_word(RUN._replace(why=why), Progress(done / 2, done, 2, "milestones"))
    assert word == f"You did what you set out to do.{said} Take a moment before the next thing."


def test_a_reached_goal_offers_an_action_of_medium_difficulty_that_went() -> None:
    assert offers(RUN._replace(skills=("s",))) == [("s", "action", 3, 1.0, "Goal reached: Run 10k")]


@pytest.mark.parametrize(
    ("typed", "details"),
    [
        ("Run", {}),
        ("Run by 1 May", {"target_date": "2026-05-01"}),
        ("Run 3 times a week", {"frequency": "3 times a week"}),
        (
            "Run every morning by 1 May",
            {"target_date": "2026-05-01", "frequency": "every day", "cue": "every morning"},
        ),
    ],
)
def test_one_line_gives_the_details_by_the_names_a_goal_has_for_them(
    typed: str, details: dict[str, str]
) -> None:
    assert read_line(typed, SET).details() == details


@pytest.mark.parametrize(
    ("typed", "today", "found"),
    [
        ("today", SET, SET),
        ("tomorrow", SET, "2026-01-06"),
        ("2026-03-04", SET, "2026-03-04"),
        ("thursday", "2026-01-07", "2026-01-08"),
        ("wednesday", "2026-01-07", "2026-01-14"),
        ("monday", "2026-01-07", "2026-01-12"),
        ("end of week", "2026-01-07", "2026-01-11"),
        ("end of week", "2026-01-11", "2026-01-11"),
        ("in 2 days", "2026-01-07", "2026-01-09"),
        ("in a day", "2026-01-07", "2026-01-08"),
        ("in 2 weeks", "2026-01-07", "2026-01-21"),
        ("7 January", "2026-01-07", "2026-01-07"),
        ("6 January", "2026-01-07", "2027-01-06"),
        ("january", "2026-01-31", "2026-01-31"),
    ],
)
def test_a_day_in_words_from_another_day_of_the_week(typed: str, today: str, found: str) -> None:
    assert future_date(typed, today) == found


@pytest.mark.parametrize(
    ("typed", "plan"),
    [
        ("if a -> b -> c", IfThen("a", "b -> c")),
        ("if it rains, or snows, then I run", IfThen("it rains", "or snows, then I run")),
    ],
)
def test_a_plan_keeps_what_stands_inside_it(typed: str, plan: IfThen) -> None:
    assert parse_if_then(typed) == plan


def test_fifty_times_a_day_is_the_most() -> None:
    assert parse_frequency("50 a day") == Frequency(50, "day")
    with pytest.raises(UsageFault, match="how often"):
        parse_frequency("51 a day")


def test_progress_in_percent_is_a_hundred_times_the_share() -> None:
    assert how_far(RUN, [step(1, 1), step(2)], [], 3).percent == 50
    assert NOTHING.percent is None
