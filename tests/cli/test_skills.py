"""`lifeos skills` through the real program."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Lifeos


def prove(lifeos: Lifeos, skill: str, text: str, *more: str) -> dict[str, Any]:
    done = lifeos("skills", "evidence", "add", skill, text, "--json", *more)
    assert done.code == 0, done.err
    found: dict[str, Any] = done.json()
    return found


def show(lifeos: Lifeos, skill: str) -> dict[str, Any]:
    found: dict[str, Any] = lifeos("skills", "show", skill, "--json").json()
    return found


def test_three_medium_actions_give_the_reference_numbers(lifeos: Lifeos) -> None:
    expected = [
        (-0.9157, 0.9452, 28.58, 20, 1),
        (-0.4702, 0.8830, 38.46, 40, 1),
        (-0.1357, 0.8242, 46.61, 60, 2),
    ]
    env = {"LIFEOS_NOW": "2026-11-22T12:00:00+00:00"}
    for ability, sd, mastery, experience, level in expected:
        done = lifeos("skills", "evidence", "add", "Speaking", "a talk", env=env)
        assert done.code == 0
        found = lifeos("skills", "show", "Speaking", "--json", env=env).json()
        assert found["ability"] == pytest.approx(ability, abs=1e-4)
        assert found["sd"] == pytest.approx(sd, abs=1e-4)
        assert found["mastery"] == pytest.approx(mastery, abs=5e-3)
        assert (found["experience"], found["level"]) == (experience, level)


def test_talk_alone_never_passes_level_two(lifeos: Lifeos) -> None:
    for week in range(1, 12):
        day = f"2026-{week:02d}-05"
        prove(lifeos, "Listening", "I listened", "--kind", "conversation", "--difficulty", "5", "--at", day)
    found = show(lifeos, "Listening")
    assert found["level"] <= 2
    assert found["strong"] == 0


def test_evidence_finds_its_skill_by_the_same_words_in_other_forms(lifeos: Lifeos) -> None:
    prove(lifeos, "Public speaking", "a toast")
    again = prove(lifeos, "Speaking in public", "a talk")
    assert again["skill"] == "Public speaking"
    prove(lifeos, "Cooking", "a soup")
    assert [row["name"] for row in lifeos("skills", "list", "--json").json()] == [
        "Public speaking",
        "Cooking",
    ]


def test_withdrawn_evidence_leaves_the_skill_as_it_was(lifeos: Lifeos) -> None:
    prove(lifeos, "Cooking", "a soup", "--at", "2026-01-02")
    frozen = {"LIFEOS_NOW": "2026-11-22T12:00:00+00:00"}
    before = lifeos("skills", "show", "Cooking", "--json", env=frozen).json()
    gone = prove(lifeos, "Cooking", "a stew", "--at", "2026-01-03")
    assert lifeos("skills", "evidence", "withdraw", gone["handle"]).code == 0
    after = lifeos("skills", "show", "Cooking", "--json", env=frozen).json()
    assert after["earned"][1]["reason"] == "withdrawn"
    for key in ("ability", "sd", "experience", "level", "mastery"):
        assert after[key] == before[key]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["add", "cooking"], 2),
        (["add", " "], 2),
        (["rename", "Cooking", "Baking"], 2),
        (["link", "Cooking", "Cooking"], 2),
        (["link", "Baking", "Cooking"], 2),
        (["link", "Cooking", "Baking", "--type", "parent"], 2),
        (["link", "Cooking", "Baking", "--type", "related", "--confidence", "2"], 2),
        (["unlink", "Cooking", "Frying"], 3),
        (["merge", "Cooking", "Cooking"], 2),
        (["merge", "Cooking", "Singing"], 3),
        (["unmerge", "Cooking"], 3),
        (["split", "Cooking", "Baking", "zzzz"], 3),
        (["show", "Singing"], 3),
        (["graph", "--format", "png"], 2),
        (["evidence", "add", "Cooking", "x", "--difficulty", "6"], 2),
        (["evidence", "add", "Cooking", "x", "--outcome", "great"], 2),
        (["evidence", "add", "Cooking", "x", "--at", "2999-01-01"], 2),
        (["evidence", "withdraw", "zzzz"], 3),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(lifeos: Lifeos, args: list[str], code: int) -> None:
    for name in ("Cooking", "Baking", "Frying"):
        lifeos("skills", "add", name)
    lifeos("skills", "link", "Cooking", "Baking")
    before = lifeos("skills", "graph", "--format", "json").out
    done = lifeos("skills", *args)
    assert (done.code, done.out) == (code, "")
    assert 1 <= len(done.err.strip().splitlines()) <= 2
    after = json.loads(lifeos("skills", "graph", "--format", "json").out)
    was = json.loads(before)
    assert [node["name"] for node in after["nodes"]] == [node["name"] for node in was["nodes"]]
    assert after["edges"] == was["edges"]


def test_merging_keeps_the_older_moves_evidence_and_can_be_undone(lifeos: Lifeos) -> None:
    prove(lifeos, "Saying no", "to a meeting")
    prove(lifeos, "Drawing the line", "with a friend")
    lifeos("skills", "add", "Courage")
    lifeos("skills", "link", "Courage", "Drawing the line")
    done = lifeos("skills", "merge", "Drawing the line", "Saying no", "--json").json()
    assert (done["winner"]["name"], done["merged"]["name"]) == ("Saying no", "Drawing the line")
    one = show(lifeos, "Drawing the line")
    assert (one["name"], one["aliases"], one["evidence"]) == ("Saying no", ["Drawing the line"], 2)
    assert [(e["from_name"], e["to_name"]) for e in one["edges"]] == [("Courage", "Saying no")]
    assert lifeos("skills", "unmerge", "Saying no").code == 0
    assert show(lifeos, "Drawing the line")["evidence"] == 1
    assert show(lifeos, "Saying no")["aliases"] == []


def test_a_split_gives_evidence_to_a_skill_of_its_own(lifeos: Lifeos) -> None:
    prove(lifeos, "Music", "played a sonata")
    sung = prove(lifeos, "Music", "sang in a choir")
    assert lifeos("skills", "split", "Music", "Singing", sung["handle"]).code == 0
    assert show(lifeos, "Singing")["evidence"] == 1
    assert show(lifeos, "Music")["evidence"] == 1


def test_an_old_name_still_finds_the_skill(lifeos: Lifeos) -> None:
    lifeos("skills", "add", "Cooking", "--category", "home")
    assert lifeos("skills", "rename", "Cooking", "Preparing food").code == 0
    found = show(lifeos, "cooking")
    assert (found["name"], found["aliases"], found["category"]) == ("Preparing food", ["Cooking"], "home")


def test_the_tree_puts_what_comes_first_first_and_links_beside(lifeos: Lifeos) -> None:
    for name in ("Debate", "Argument", "Listening"):
        lifeos("skills", "add", name, "--category", "talk")
    lifeos("skills", "add", "Running")
    lifeos("skills", "link", "Listening", "Argument")
    lifeos("skills", "link", "Argument", "Debate", "--type", "enables")
    lifeos("skills", "link", "Listening", "Debate")
    lifeos("skills", "link", "Listening", "Running", "--type", "synergy")
    lines = [line.rstrip() for line in lifeos("skills", "tree").out.splitlines()]
    assert lines[0] == "talk"
    assert lines[1].strip().startswith("Listening")
    assert lines[2].strip().startswith("└─ Argument")
    assert lines[3].strip().startswith("└─ Debate")
    assert "(with Running)" in lines[1]
    assert "1 Noticing" in lines[1]
    assert "0 XP" in lines[1]


def test_the_graph_is_written_for_other_programs(lifeos: Lifeos) -> None:
    lifeos("skills", "add", 'Say "no" <b>')
    lifeos("skills", "add", "Rest")
    lifeos("skills", "link", "Rest", "Say")
    dot = lifeos("skills", "graph").out
    assert dot.startswith("digraph skills {")
    assert '\\"no\\"' in dot
    mermaid = lifeos("skills", "graph", "--format", "mermaid").out
    assert mermaid.splitlines()[0] == "graph LR"
    assert "&lt;b&gt;" in mermaid
    picture = ET.fromstring(lifeos("skills", "graph", "--format", "svg").out)  # noqa: S314 - our own output
    assert picture.tag.endswith("svg")
    found = lifeos("skills", "graph", "--format", "json").json()
    assert [edge["type"] for edge in found["edges"]] == ["prerequisite"]


def test_suggest_says_what_is_ready_and_why(lifeos: Lifeos) -> None:
    lifeos("skills", "add", "Running")
    lifeos("skills", "add", "Sprinting")
    lifeos("skills", "link", "Running", "Sprinting")
    lifeos("goals", "add", "Run 10k")
    lifeos("goals", "link", "Run 10k", "Running")
    rows = lifeos("skills", "suggest", "--json").json()
    assert [(row["name"], row["ready"]) for row in rows] == [("Running", True), ("Sprinting", False)]
    assert rows[0]["reasons"][0] == "an active goal rests on it"


def test_near_duplicates_are_found_by_meaning_and_never_merged_by_themselves(lifeos: Lifeos) -> None:
    for name in ("Time boxing", "Working in time blocks", "Asking for feedback", "Giving feedback"):
        lifeos("skills", "add", name)
    rows = lifeos("skills", "merge", "--json").json()
    assert [(row["first"]["name"], row["second"]["name"]) for row in rows] == [
        ("Time boxing", "Working in time blocks")
    ]
    assert rows[0]["verdict"] == "ask"
    assert len(lifeos("skills", "list", "--json").json()) == 4


def test_a_withdrawn_skill_comes_back_by_undo(lifeos: Lifeos) -> None:
    prove(lifeos, "Cooking", "a soup")
    assert lifeos("skills", "rm", "Cooking").code == 0
    assert lifeos("skills", "list", "--json").json() == []
    assert lifeos("undo").code == 0
    assert show(lifeos, "Cooking")["evidence"] == 1
