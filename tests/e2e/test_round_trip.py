"""`export jsonl | import` into an empty home: every command that reads the record answers the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.cli.commands import COMMANDS
from lifeos_cli.cli.entry import command
from lifeos_cli.growth.profile.dimensions import DIMENSIONS
from tests.conftest import Lifeos

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = {"LIFEOS_NOW": "2026-11-22T21:00:00+00:00"}
ELSEWHERE = {
    name.strip()
    for name in """
    serve|tui|sessions pick|skills pick|
    approvals approve|approvals deny|backup|chat|checkin|checkins edit|checkins rm|coaches edit|
    coaches list|coaches new|coaches show|coaches validate|config edit|config get|config key list|
    config key rm|config key set|config list|config path|config set|config unset|config validate|
    consent set|db backup|db check|db path|db restore|db stats|decrypt|demo|doctor|encrypt|export|
    extract|facts accept|facts add|facts correct|facts rm|followups add|followups done|followups rm|
    forget|goals abandon|goals add|goals check|goals done|goals edit|goals link|goals milestone add|
    goals milestone done|goals milestone reorder|goals milestone rm|goals pause|goals pick|goals plan|
    goals reopen|goals resume|goals rm|goals unlink|import|insights accept|insights add|insights rm|
    jobs cancel|jobs list|jobs pause|jobs prune|jobs resume|jobs retry|jobs run|jobs show|jobs stats|
    jobs worker|mcp|memory forget|memory optimize|memory rebuild|memory reindex|memory stats|models list|
    models test|models use|profile assess|profile confirm|profile snapshot|profile withdraw|rekey|restore|safety check|
    schedule install|schedule remove|schedule show|sessions archive|sessions end|sessions fork|
    sessions rename|sessions rm|sessions rm-exchange|skills add|skills edit|skills evidence accept|
    skills evidence add|skills evidence withdraw|skills link|skills merge|skills rename|skills rm|
    skills split|skills unlink|skills unmerge|skills withdraw|ui|undo|users add|users edit|users rename|
    users rm|users use|proposals accept|proposals reject|tags add|tags rm|watch
    """.split("|")
}
"""Commands that write, or read what is no part of the record: settings, jobs, the index, the file, the feed."""


def named() -> Iterator[str]:
    """Give every command there is, with its group."""
    top = command()
    for name in COMMANDS:
        found: Any = top.get_command(None, name)  # type: ignore[arg-type]
        yield from _within(found, name)


def _within(found: Any, name: str) -> Iterator[str]:
    below = getattr(found, "commands", None)
    if not below:
        yield name
        return
    for child, inner in below.items():
        yield from _within(inner, f"{name} {child}")


def questions(one: Lifeos) -> dict[str, list[list[str]]]:
    """Return for each command that reads the record how it is asked, with ids of this home."""

    def ids(*args: str) -> list[str]:
        return [row["id"] for row in one(*args, "--json", env=NOW).json()]

    def each(name: str, *args: str) -> list[list[str]]:
        found = ids(*args)
        return [[*name.split(), one] for one in (*found[:3], *found[-2:])]

    goals, skills, sessions = (f"{noun} list".split() for noun in ("goals", "skills", "sessions"))
    evidence = one("skills", "evidence", "list", "--json", env=NOW).json()
    quoted = one("sessions", "show", ids(*sessions)[0], "--json", env=NOW).json()
    words = next(row["content"] for row in quoted["messages"] if row["role"] == "user").split()[:3]
    views = [row["name"] for row in one("sql", "--views", "--json", env=NOW).json()]
    tags = [row["tag"] for row in one("tags", "list", "--json", env=NOW).json()]
    assert evidence
    assert tags
    return {
        "today": [["today"]],
        "checkins list": [["checkins", "list"]],
        "checkins show": each("checkins show", "checkins", "list"),
        "checkins due": [["checkins", "due"]],
        "checkins trend": [["checkins", "trend"]],
        "checkins calendar": [["checkins", "calendar"]],
        "goals list": [["goals", "list"]],
        **{f"goals {verb}": each(f"goals {verb}", *goals) for verb in ("show", "progress", "why", "events")},
        "goals next": [["goals", "next"]],
        "skills list": [["skills", "list"]],
        "skills tree": [["skills", "tree"]],
        "skills suggest": [["skills", "suggest"]],
        "skills graph": [["skills", "graph"]],
        **{f"skills {verb}": each(f"skills {verb}", *skills) for verb in ("show", "why")},
        "skills evidence list": [["skills", "evidence", "list"]],
        "profile show": [["profile", "show"]],
        **{f"profile {verb}": [["profile", verb, name] for name in DIMENSIONS] for verb in ("why", "trend")},
        "profile history": [["profile", "history"]],
        "profile compare": [["profile", "compare", "2026-08-30", "2026-11-20"]],
        "profile snapshots": [["profile", "snapshots"]],
        "profile observations": [["profile", "observations"]],
        "review": [["review", period] for period in ("day", "week", "month", "year")],
        "sessions list": [["sessions", "list"]],
        "sessions show": each("sessions show", *sessions),
        "sessions search": [["sessions", "search", " ".join(words)]],
        "approvals list": [["approvals", "list", "--all"]],
        "approvals show": each("approvals show", "approvals", "list", "--all"),
        "users list": [["users", "show"]],
        "users show": [["users", "show"]],
        "consent list": [["consent", "list"]],
        "consent show": [["consent", "show", "adult"]],
        "usage": [["usage"]],
        "memory search": [["memory", "search", " ".join(words)]],
        "memory verify": [["memory", "verify"]],
        "facts list": [["facts", "list"]],
        **{f"facts {verb}": each(f"facts {verb}", "facts", "list") for verb in ("show", "why")},
        "insights list": [["insights", "list"]],
        "insights show": each("insights show", "insights", "list"),
        "followups list": [["followups", "list"]],
        "followups show": each("followups show", "followups", "list"),
        "tags list": [["tags", "list"]],
        "tags show": [["tags", "show", name] for name in tags[:3]],
        "proposals list": [["proposals", "list"]],
        "memory audit": [["memory", "audit"]],
        "context": [["context", " ".join(words)]],
        "sql": [
            ["sql", f"SELECT * FROM {name} ORDER BY 1, 2, 3"]
            for name in views
            if name.startswith("v_") and name != "v_jobs"
        ],
    }


@pytest.mark.timeout(900)
@pytest.mark.parametrize("rows", [2, pytest.param(None, id="all", marks=pytest.mark.slow)])
def test_every_command_that_reads_the_record_answers_the_same(
    lifeos: Lifeos, tmp_path: Path, rows: int | None
) -> None:
    """Ask every command, about so many rows of each noun (None: every one)."""
    made = lifeos("demo", "--here", "--days", "90", env=NOW)
    assert made.code == 0, made.err
    lifeos("consent", "set", "adult", "on", "--user", "Demo", env=NOW)
    exported = lifeos("export", "jsonl", "--user", "Demo", env=NOW).out
    other = Lifeos(tmp_path / "other")
    taken = other("import", "jsonl", "-", "--json", stdin=exported, env=NOW).json()
    assert (taken["skipped"], taken["noted"], taken["already_there"]) == (0, 0, {})
    assert other("export", "jsonl", env=NOW).out == exported
    lifeos("users", "use", "Demo", env=NOW)
    lifeos("memory", "rebuild", env=NOW)
    asked = questions(lifeos)
    assert set(asked) | ELSEWHERE >= set(named())
    differing, failed = [], []
    for args in (way for ways in asked.values() for way in ways[:rows]):
        here, there = (one(*args, "--json", env=NOW) for one in (lifeos, other))
        failed += [(args, here.err)] * (here.code not in (0, 10))
        differing += [args] * ((here.code, _plain(here.out)) != (there.code, _plain(there.out)))
    assert failed == [], failed
    assert differing == [], differing


def _plain(out: str) -> Any:
    """Return an answer without what a home gives itself: when somebody was last seen, where a person comes first."""
    found = json.loads(out or "null")
    if isinstance(found, dict):
        found.pop("last_active_at", None)
    return found
