"""Command lines drawn at random, hostile values among them: an answer or one plain line of error, never a traceback."""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.test_docs import DOCS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Lifeos

sys.path.insert(0, str(DOCS))
LINES = 300
CODES = {0, 1, 2, 3, 10, 69, 75}
STAYING = {"watch", "tui", "serve", "mcp", "embedder", "worker"}
"""Commands that stay, or that fetch something."""
STAYS = {"--watch", "--follow", "--forever", "--home"}
OTHERWISE = {"--svg", "--jsonl", "--lines"}
"""What makes of `--json` something else than one document."""
VALUES = (
    *(
        "",
        " ",
        "x",
        "0",
        "-1",
        "3",
        "99999999999999999999",
        "1e309",
        "nan",
        "--",
        "-",
        ".",
        "/",
        "a=b",
        "=1+1",
    ),
    *(
        "\x1b[31mred\x1b]0;t\x07",
        "'; drop table users--",
        "[bold]x[/bold]",
        "{}",
        "[1,2",
        "%s",
        "e\u0301\u202e",
    ),
    *("2026-13-45", "2026-11-22", "2026-11-22T10:00", "yesterday", "tomorrow 9", "week", "me", "focus"),
    *("../../etc", "/nonexistent/x", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "a" * 5000, "if x then y", "run by May"),
)
STDIN = (
    b"",
    b"hello\n",
    b"\xff\xfe\x00",
    b'{"a":1}\n{"b"\n',
    b"[]",
    b"y\n",
    b"a" * 70_000,
    b"type,mood\nx,5\n",
)


def leaves() -> list[tuple[list[str], Any]]:
    """List the commands that end by themselves, by their words."""
    from reference import walk  # type: ignore[import-not-found, unused-ignore]

    found = [(name.split()[1:], command) for name, command in walk()]
    return [
        (words, command)
        for words, command in found
        if not getattr(command, "commands", None) and not STAYING.intersection(words)
    ]


def known(home: Path) -> dict[str, list[str]]:
    """Return some ids and handles of the record by table."""
    found: dict[str, list[str]] = {}
    with closing(sqlite3.connect(home / "data" / "lifeos.db")) as conn:
        for table in (
            "goals",
            "sessions",
            "checkins",
            "skills",
            "facts",
            "insights",
            "followups",
            "observations",
        ):
            rows = conn.execute(f"SELECT id, handle FROM {table} LIMIT 3").fetchall()
            found[table] = [one for row in rows for one in row]
    return found


def value(chance: random.Random, param: Any, words: list[str], rows: dict[str, list[str]]) -> str:
    """Draw a value for a parameter: one it takes, a row of the record, or nonsense."""
    choices = getattr(param.type, "choices", None)
    if choices and chance.random() < 0.8:
        return str(chance.choice(list(choices)))
    near = [one for table, some in rows.items() if table[:4] == words[0][:4] for one in some]
    return chance.choice(near if near and chance.random() < 0.5 else VALUES)


def line(chance: random.Random, words: list[str], command: Any, rows: dict[str, list[str]]) -> list[str]:
    """Draw a command line: some of its options, its arguments, sometimes a global flag."""
    given, rest = list(words), []
    for param in command.params:
        many = max(1, param.nargs)
        if param.param_type_name == "argument":
            if param.required or chance.random() < 0.6:
                rest += [value(chance, param, words, rows) for _ in range(many)]
        elif (param.required or chance.random() < 0.2) and not STAYS.intersection(param.opts):
            named = chance.choice([*param.opts, *param.secondary_opts])
            values = [] if param.is_flag else [value(chance, param, words, rows) for _ in range(many)]
            given += [] if named in {"--help", "--version", "--debug"} else [named, *values]
    flags = ["--json"] * (chance.random() < 0.4) + ["--quiet"] * (chance.random() < 0.1)
    return [*flags, *given, *["--"] * any(one.startswith("-") for one in rest), *rest]


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", range(4))
def test_any_line_is_answered_or_refused_in_plain_words(
    seed: int, lifeos: Lifeos, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"  # where files of any name may be written
    here.mkdir()
    monkeypatch.chdir(here)
    made = lifeos("demo")
    home = type(lifeos)(tmp_path / "home" / "data" / "demo")
    assert made.out.strip() == str(home.home)
    chance = random.Random(seed)  # noqa: S311 - repeatable lines
    commands, rows = leaves(), known(home.home)
    for _ in range(LINES):
        words, command = chance.choice(commands)
        given = line(chance, words, command, rows)
        told = home(*given, stdin=chance.choice(STDIN), env={"EDITOR": "true", "HOME": str(tmp_path)})
        seen = (given, told.code, told.out[:300], told.err[-600:])
        assert told.code in CODES, seen
        assert "Traceback" not in told.err, seen
        assert "\x1b" not in told.out + told.err, seen
        assert told.code not in {2, 3, 69, 75} or told.err.strip(), seen
        if "--json" in given and not told.code and told.out.strip() and not OTHERWISE.intersection(given):
            json.loads(told.out)
