"""Goals and an audit of memory as a terminal shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.render import audit
from lifeos_cli.render.goals import listing

if TYPE_CHECKING:
    from tests.conftest import Lifeos

ROW = {"handle": "6mz8", "title": "Run 10 km", "status": "active", "target_date": "2027-05-01"}
ROW |= {"progress": "1 of 2 milestones", "course": "just begun", "next": "10 km"}


def test_a_goal_is_shown_whole_as_a_card(lifeos: Lifeos) -> None:
    now = {"LIFEOS_NOW": "2026-11-22T20:00:00"}
    handle = lifeos("goals", "add", "Run 10 km by 1 May", env=now).out.strip()
    for step in ("5 km", "9 km"):
        lifeos("goals", "milestone", "add", handle, step, env=now)
    lifeos("goals", "milestone", "done", handle, "1", env=now)
    lifeos("goals", "why", handle, "To feel light", env=now)
    lifeos("goals", "plan", handle, "if it rains, then I run inside", env=now)
    lines = [line.strip() for line in lifeos("goals", "show", handle, env=now).out.splitlines()]
    assert lines[:5] == [
        f"{handle}  Run 10 km",
        "outcome, active",
        "██████████░░░░░░░░░░ 1 of 2 milestones",
        "why: To feel light",
        "target date: 2027-05-01",
    ]
    assert lines[5:8] == ["plan: If it rains, then I run inside", "[x] 1 5 km", "[ ] 2 9 km"]
    assert lines[-1] == "next: 9 km"


def test_a_list_says_how_far_a_goal_is_and_by_when_and_fits_the_width() -> None:
    resting = {**ROW, "handle": "a1", "title": "Read", "status": "paused", "next": "", "course": ""}
    shown = listing([ROW, resting], 40, color=False).split("\n")
    assert shown[0] == "6mz8  Run 10 km"
    assert " ".join(line.strip() for line in shown[1:-2]) == (
        "1 of 2 milestones · just begun · by 2027-05-01 next: 10 km"
    )
    assert shown[-2:] == ["a1    Read", "      paused · 1 of 2 milestones"]
    assert all(len(line) <= 40 for line in shown)
    assert listing([resting], 40, color=True).startswith("\x1b[1ma1  Read\x1b[0m\n")


def test_an_audit_says_each_finding_in_a_line_with_what_to_do() -> None:
    none: dict[str, Any] = dict.fromkeys(
        ("duplicates", "near_duplicates", "orphans", "stale", "contradictions"), ()
    )
    found = {
        **none,
        "ok": False,
        "duplicates": [{"tbl": "facts", "handles": ["a1", "b2"], "texts": ["Has a boat."] * 2}],
        "near_duplicates": [
            {"tbl": "facts", "handles": ["a1", "c3"], "texts": ["Has a boat.", "A \x1b[31mboat"]}
        ],
        "orphans": [
            {"tag": "sea", "id": "S1"},
            {"tbl": "facts", "id": "F1", "handle": "d4", "missing": "M1"},
        ],
        "stale": [{"tbl": "facts", "handle": "e5", "reason": "old", "text": "Lives in Ghent."}],
        "contradictions": [{"handle": "f6"}],
        "index": {"waiting": 2, "problems": ["3 words too many"]},
    }
    assert list(audit.lines(found)) == [
        "twice: facts a1 b2: Has a boat.",
        "nearly twice: facts a1 c3: Has a boat. | A boat",
        "source gone: tag sea names S1",
        "source gone: facts d4 names M1",
        "stale: facts e5 (old): Lives in Ghent.",
        "contradiction: lifeos facts why f6",
        "index: 2 texts wait for their vectors (lifeos jobs run)",
        "index: 3 words too many (lifeos memory rebuild)",
    ]
    assert list(audit.lines({"ok": True})) == ["ok"]
