"""`lifeos safety check`: one text, or a line of JSON for every line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Lifeos

CRISIS = "I am going to kill myself tonight"


def test_a_text_gets_a_level_and_a_kind_and_exit_0(lifeos: Lifeos) -> None:
    done = lifeos("safety", "check", CRISIS, "--json")
    assert done.code == 0
    assert done.json() == {"level": "crisis", "kind": "suicidal_active", "explicit": True}
    assert lifeos("safety", "check", "a long walk", "--json").json()["level"] == "none"
    assert lifeos("safety", "check", CRISIS).out == "crisis\tsuicidal_active\n"
    assert lifeos("safety", "check", "-", stdin=CRISIS).out == "crisis\tsuicidal_active\n"
    assert lifeos("safety", "check", "").out == "none\t\n"


def test_every_line_gets_its_object_in_order_blank_and_broken_ones_too(lifeos: Lifeos) -> None:
    text = (
        b"a long walk\n\n"
        + CRISIS.encode()
        + b"\r\n \t\n\xff\xfe\x00\n["
        + b"x" * 100_000
        + b"]\nlast without newline"
    )
    done = lifeos("safety", "check", "--lines", "-", stdin=text)
    assert (done.code, done.err) == (0, "")
    levels = [json.loads(line)["level"] for line in done.out.splitlines()]
    assert levels == ["none", "none", "crisis", "none", "none", "none", "none"]
    assert all(list(json.loads(line)) == ["level", "kind"] for line in done.out.splitlines())
    assert lifeos("safety", "check", "--lines", "-", stdin="").out == ""


def test_an_answer_comes_as_soon_as_its_line_is_there(lifeos: Lifeos) -> None:
    child = lifeos.start("safety", "check", "--lines", "-")
    assert child.stdin
    assert child.stdout
    for text in (CRISIS, "a long walk"):
        child.stdin.write(text.encode() + b"\n")
        child.stdin.flush()
        assert json.loads(child.stdout.readline())["level"] == ("crisis" if text == CRISIS else "none")
    child.communicate(timeout=30)
    assert child.returncode == 0


def test_lines_come_from_a_file_too_and_nothing_is_stored(lifeos: Lifeos, tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_text(f"{CRISIS}\nfine\n")
    assert [row["level"] for row in lifeos("safety", "check", "--lines", str(file)).jsonl()] == [
        "crisis",
        "none",
    ]
    missing = lifeos("safety", "check", "--lines", str(tmp_path / "none"))
    assert missing.code != 0
    assert "Traceback" not in missing.err
    assert not lifeos.home.exists()


def test_exactly_one_of_text_and_lines_is_wanted(lifeos: Lifeos) -> None:
    for args in ([], ["text", "--lines", "-"]):
        done = lifeos("safety", "check", *args)
        assert (done.code, done.out) == (2, "")
