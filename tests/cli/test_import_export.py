"""`lifeos import` and `lifeos export`, typed as their user would."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Lifeos
from tests.transfer.lines import as_bytes, message, talk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LINES = [
    {"type": "session", "id": "s", "title": "Moving"},
    *talk(*"uaua"),
    {
        "type": "checkin",
        "id": "c1",
        "at": "2026-01-02T09:00:00Z",
        "mood": 5,
        "note": "slept well",
        "tags": ["home"],
    },
]


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    """Write lines to a file and name it."""

    def write(*lines: Any) -> str:
        path = tmp_path / "lines.jsonl"
        path.write_bytes(as_bytes(*lines))
        return str(path)

    return write


def take(lifeos: Lifeos, *args: str, **more: Any) -> Any:
    return lifeos("import", "jsonl", *args, "--no-embed", "--json", **more)


def test_a_file_comes_in_and_is_read_by_the_other_commands(lifeos: Lifeos, file: Callable[..., str]) -> None:
    done = take(lifeos, file(*LINES))
    assert (done.code, done.err) == (0, "")
    report = done.json()
    assert report["taken"] == {"session": 1, "message": 4, "checkin": 1}
    assert (report["lines"], report["skipped"], report["embedded"]) == (6, 0, None)
    (session,) = lifeos("sessions", "list", "--json").json()
    assert (session["title"], session["messages_count"], session["origin"]) == ("Moving", 4, "imported")
    (checkin,) = lifeos("checkins", "list", "--json").json()
    assert (checkin["note"], checkin["tags"], checkin["origin"]) == ("slept well", ["home"], "imported")
    assert lifeos("db", "check").out == "ok\n"


def test_standard_input_will_do_and_the_same_twice_changes_nothing(lifeos: Lifeos) -> None:
    data = as_bytes(*LINES)
    take(lifeos, "-", stdin=data)
    before = lifeos("export", "jsonl").out
    again = take(lifeos, "-", stdin=data).json()
    assert again["taken"] == {}
    assert again["already_there"] == {"session": 1, "message": 4, "checkin": 1}
    assert lifeos("export", "jsonl").out == before


def test_bad_lines_are_named_and_do_no_harm(lifeos: Lifeos, file: Callable[..., str]) -> None:
    done = lifeos("import", "jsonl", file("nope", *LINES, "[1]", "[" * 100_000, b"\xff"), "--no-embed")
    assert done.code == 0
    assert done.rows() == [
        ["taken", "1 session, 4 messages, 1 checkin"],
        ["already there", "nothing"],
        ["skipped", "4 lines"],
    ]
    assert done.err.splitlines() == [
        "line 1: not JSON: Expecting value at column 1 (skipped)",
        "line 8: not an object (skipped)",
        "line 9: nested too deeply (skipped)",
        "line 10: not JSON: Expecting value at column 1 (skipped)",
    ]


def test_a_file_of_no_use_at_all_is_a_failure(lifeos: Lifeos, file: Callable[..., str]) -> None:
    assert take(lifeos, file("nope", "[1]")).code == 1
    assert take(lifeos, file()).code == 0


def test_a_missing_file_and_a_folder_are_one_line(lifeos: Lifeos, tmp_path: Path) -> None:
    assert take(lifeos, str(tmp_path / "absent")).code == 3
    done = take(lifeos, str(tmp_path))
    assert done.code == 2
    assert len(done.err.splitlines()) == 1


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    lifeos: Lifeos, file: Callable[..., str]
) -> None:
    name = file(*LINES, "nope")
    dry = take(lifeos, name, "--dry-run").json()
    assert dry["dry_run"]
    assert len(lifeos("export", "jsonl").jsonl()) == 1
    wet = take(lifeos, name).json()
    assert {**dry, "dry_run": False} == wet
    assert list((lifeos.home / "cache").iterdir()) == []
    assert take(lifeos, name, "--dry-run").json()["already_there"] == wet["taken"]


def test_terminal_sequences_in_a_file_reach_no_terminal(lifeos: Lifeos, file: Callable[..., str]) -> None:
    evil = "\x1b]0;owned\x07"
    done = lifeos("import", "jsonl", file({"type": evil}, message(1, evil, content=evil)), "--no-embed")
    assert "\x1b" not in done.out + done.err
    assert "\x1b" not in lifeos("export", "jsonl").out


def test_an_export_comes_back_byte_for_byte(lifeos: Lifeos, file: Callable[..., str], tmp_path: Path) -> None:
    take(lifeos, file(*LINES))
    lifeos("checkin", "--mood", "4", "--note", "caf\u00e9", "--tag", "x")
    lifeos("chat", "hello there")
    out = tmp_path / "out.jsonl"
    assert lifeos("export", "jsonl", "-o", str(out)).code == 0
    other = Lifeos(tmp_path / "other")
    done = take(other, str(out))
    assert (done.code, done.json()["skipped"], done.json()["noted"]) == (0, 0, 0)
    assert other("export", "jsonl").out.encode() == out.read_bytes()
    for command in (["checkins", "list"], ["sessions", "list"], ["users", "list"]):
        ours, theirs = (home(*command, "--json").json() for home in (lifeos, other))
        assert ours == theirs
    assert other("db", "check").out == "ok\n"


def test_a_named_person_stays_who_they_are(lifeos: Lifeos, file: Callable[..., str], tmp_path: Path) -> None:
    take(lifeos, file(*LINES))
    data = lifeos("export", "jsonl").out
    other = Lifeos(tmp_path / "other")
    other("users", "add", "Ada")
    report = take(other, "-", "--user", "Ada", stdin=data).json()
    assert report["taken"] == {"session": 1, "message": 4, "checkin": 1, "tag": 1}
    assert len(other("sessions", "list", "--user", "Ada", "--json").json()) == 1
    assert other("sessions", "list", "--user", "me", "--json").json() == []


def test_an_export_is_private_and_never_replaces_a_file_unasked(lifeos: Lifeos, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    lifeos("checkin", "--mood", "4")
    done = lifeos("export", "jsonl", "-o", str(target), "--json")
    assert done.json() == {"path": str(target), "rows": {"user": 1, "checkin": 1}}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_bytes()
    lifeos("checkin", "--mood", "5")
    refused = lifeos("export", "jsonl", "-o", str(target))
    assert (refused.code, target.read_bytes()) == (2, before)
    assert lifeos("export", "jsonl", "-o", str(target), "--force").code == 0
    assert len(target.read_bytes().splitlines()) == 3
    assert [path.name for path in tmp_path.glob("*out*")] == ["out.jsonl"]
    assert lifeos("export", "jsonl", "-o", str(tmp_path), "--force").code == 2
    assert lifeos("export", "jsonl", "-o", str(tmp_path / "no" / "x")).code == 3
    assert lifeos("export", "jsonl", "-o", os.devnull, "--force").code == 2


def test_an_export_is_the_same_bytes_in_every_zone(lifeos: Lifeos, file: Callable[..., str]) -> None:
    take(lifeos, file(*LINES))
    here, there = (lifeos("export", "jsonl", env={"TZ": zone}).out for zone in ("UTC", "Asia/Tokyo"))
    assert here == there
    assert all(json.loads(line)["v"] == 1 for line in here.splitlines())


def test_a_reader_that_leaves_early_is_no_failure(lifeos: Lifeos, file: Callable[..., str]) -> None:
    take(lifeos, file(*(message(n, content="x" * 2000) for n in range(500))))
    with lifeos.start("export", "jsonl") as process:
        assert process.stdout is not None
        process.stdout.read(100)
        process.stdout.close()
        assert process.wait(30) == 0


def test_a_bar_is_drawn_on_a_terminal_only(lifeos: Lifeos, file: Callable[..., str]) -> None:
    terminal = lifeos.terminal("import", "jsonl", file(*talk(*"ua" * 20_000)), "--no-embed")
    terminal.expect("taken")
    terminal.wait()
    assert len(lifeos("sessions", "list", "--json").json()) == 1
