"""`lifeos review`, `lifeos today` and `lifeos demo`: seeing it together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Lifeos


def at(day: str, hour: int = 12) -> dict[str, str]:
    return {"LIFEOS_NOW": f"{day}T{hour:02d}:00:00+00:00"}


def review(lifeos: Lifeos, *args: str, day: str = "2026-11-22") -> dict[str, Any]:
    found: dict[str, Any] = lifeos("review", *args, "--json", env=at(day)).json()
    return found


def test_a_week_is_held_against_the_persons_own_baseline(lifeos: Lifeos) -> None:
    for n in range(1, 15):
        lifeos("checkin", "--mood", "4", env=at(f"2026-11-{n:02d}"))
    for n in (16, 17):
        lifeos("checkin", "--mood", "6", env=at(f"2026-11-{n}"))
    found = review(lifeos, "week")
    assert (found["from"], found["to"]) == ("2026-11-16", "2026-11-22")
    assert found["checkins"]["items"] == [
        {"item": "mood", "n": 2, "mean": 6, "baseline": 4, "baseline_n": 14, "difference": 2}
    ]
    text = lifeos("review", "week", env=at("2026-11-22")).out
    assert text.startswith("# Your week: 2026-11-16 to 2026-11-22")
    assert "- mood: 6.0 on average, usually 4 (2 answers)" in text


def test_it_tells_of_goals_that_moved_and_skills_that_rose(lifeos: Lifeos) -> None:
    now = at("2026-11-20")
    lifeos("goals", "add", "Walk daily", env=at("2026-10-01"))
    lifeos("goals", "check", "Walk", env=now)
    for _ in range(3):
        lifeos("skills", "evidence", "add", "Cooking", "a stew", env=now)
    found = review(lifeos)
    assert [(goal["title"], goal["kept"], goal["new"]) for goal in found["goals"]] == [("Walk", 1, False)]
    assert [(s["name"], s["points"], s["level_before"], s["level"]) for s in found["skills"]] == [
        ("Cooking", 60, 1, 2)
    ]
    assert review(lifeos, "--on", "2026-10-01")["skills"] == []
    assert review(lifeos, "year")["from"] == "2026-01-01"
    assert review(lifeos, "month")["from"] == "2026-11-01"


def test_nothing_noted_is_said_kindly_and_bad_periods_are_refused(lifeos: Lifeos) -> None:
    said = lifeos("review", "day")
    assert "that is fine" in said.out
    assert "lifeos checkin" in said.err
    lifeos("checkin", "--mood", "5")
    assert lifeos("review", "day").err == ""
    assert lifeos("review", "decade").code == 2
    assert lifeos("review", "--on", "2999-01-01").code == 2


def test_what_went_together_needs_21_days_and_is_at_most_three(lifeos: Lifeos, tmp_path: Path) -> None:
    home = str(tmp_path / "made")
    lifeos("demo", "--days", "120", "--home", home)
    inner = str(tmp_path / "made" / "data" / "demo")
    found = lifeos("review", "month", "--json", "--home", inner).json()["together"]
    assert 1 <= len(found) <= 3
    assert all(one["n"] >= 21 and one["stands"] for one in found)
    assert "went together with" in found[0]["sentence"]


def test_today_shows_next_steps_and_what_is_offered(lifeos: Lifeos) -> None:
    lifeos("goals", "add", "Book", "--milestone", "Outline by friday", env=at("2026-11-22"))
    lifeos("skills", "add", "Writing")
    text = lifeos("today", env=at("2026-11-22")).out
    assert "Book: Outline (by 2026-11-27)" in text
    assert "Skill    Writing" in text


@pytest.fixture
def made(lifeos: Lifeos, tmp_path: Path) -> str:
    assert lifeos("demo", "--days", "30", "--seed", "3", "--home", str(tmp_path / "made")).code == 0
    return str(tmp_path / "made" / "data" / "demo")


def test_the_demo_is_apart_marked_and_fills_every_view(lifeos: Lifeos, made: str) -> None:
    assert lifeos("checkins", "list", "--json").json() == []
    (person,) = lifeos("users", "list", "--json", "--home", made).json()
    assert person["name"] == "Demo"
    for view in (["today"], ["review"], ["goals", "list"], ["skills", "tree"], ["profile", "show"]):
        done = lifeos(*view, "--home", made)
        assert done.code == 0, done.err
        assert done.out.strip()
    for noun in ("facts", "insights", "tags", "sessions", "goals", "skills"):
        assert lifeos(noun, "list", "--json", "--home", made).json(), noun
    profile = lifeos("profile", "show", "--json", "--home", made).json()["dimensions"]
    assert any(one["lately"] is not None for one in profile.values())
    assert all(one["evidence"] for one in profile.values())
    for noun in ("checkins", "goals"):
        assert {row["origin"] for row in lifeos(noun, "list", "--json", "--home", made).json()} == {"demo"}
    assert all(
        "(made up)" in row["title"] for row in lifeos("sessions", "list", "--json", "--home", made).json()
    )


def test_the_same_seed_makes_the_same_person_and_another_one_another(lifeos: Lifeos, tmp_path: Path) -> None:
    told = []
    for n, seed in enumerate(("7", "7", "8")):
        home = str(tmp_path / str(n))
        lifeos("demo", "--days", "40", "--seed", seed, "--home", home, env=at("2026-11-22"))
        inner = ("--home", str(tmp_path / str(n) / "data" / "demo"))
        rows = lifeos("checkins", "list", "--json", *inner, env=at("2026-11-22")).json()
        told.append([(row["local_date"], row["mood"], row["note"]) for row in rows])
    assert told[0] == told[1]
    assert told[0] != told[2]


def test_the_demo_is_all_or_nothing(lifeos: Lifeos, tmp_path: Path) -> None:
    made = str(tmp_path / "made")
    assert lifeos("demo", "--days", "3", "--here", "--home", made).code == 0
    again = lifeos("demo", "--days", "3", "--here", "--home", made)
    assert again.code == 2
    assert "made-up person is there already" in again.err


def test_the_made_up_diary_is_checked_and_whole(lifeos: Lifeos, made: str) -> None:
    assert lifeos("db", "check", "--home", made).code == 0


def test_nothing_the_demo_shows_shames(lifeos: Lifeos, made: str) -> None:
    views = (["today"], ["review", "month"], ["goals", "list"], ["skills", "list"], ["profile", "show"])
    said = "".join(lifeos(*view, "--home", made).out.lower() for view in views)
    for word in ("failed", "missed", "behind", "should", "bad", "lazy", "you are an", "only"):
        assert word not in said


def test_a_person_travels_whole_in_an_export(lifeos: Lifeos, made: str, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    assert lifeos("export", "jsonl", "-o", str(file), "--home", made).code == 0
    there = str(tmp_path / "there")
    taken = lifeos("import", "jsonl", str(file), "--home", there)
    assert taken.code == 0, taken.err
    frozen = at("2999-01-01")
    for view in (["profile", "show"], ["goals", "list"], ["skills", "tree"]):
        first, second = (lifeos(*view, "--json", "--home", home, env=frozen).out for home in (made, there))
        assert first == second
