"""An import killed anywhere, run twice at once, or interrupted: whole afterwards, nothing twice."""

from __future__ import annotations

import random
import signal
import time
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import inspect
from lifeos_cli.store.database import Store
from tests.transfer.lines import as_bytes, order, talk

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

ROUNDS = [
    pytest.param(5, id="5"),
    pytest.param(100, id="100", marks=[pytest.mark.slow, pytest.mark.timeout(1800)]),
]
SESSIONS = [f"s{n}" for n in range(30)]
WHOLE = {session: talk(*"uaau" * 100, session=session) for session in SESSIONS}


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A file in which all conversations take turns."""
    path = tmp_path / "lines.jsonl"
    path.write_bytes(as_bytes(*(line for lines in zip(*WHOLE.values(), strict=True) for line in lines)))
    return str(path)


def check(paths: Paths) -> None:
    """Everything is there once, in order, in the feed and in the words."""
    with Store(paths) as store:
        for session, lines in WHOLE.items():
            assert [place[0] for place in order(store, session)] == [line["id"] for line in lines]
        for query in (
            "SELECT COUNT(*) FROM messages",
            "SELECT COUNT(DISTINCT row_id) FROM changes WHERE tbl = 'messages' AND op = 'insert'",
            "SELECT COUNT(*) FROM word_rows WHERE tbl = 'messages'",
            "SELECT COUNT(*) FROM words WHERE words MATCH 'words'",
        ):
            assert store.conn.execute(query).fetchone()[0] == 30 * 400, query
        triggers = store.conn.execute(
            "SELECT COUNT(*) FROM sqlite_master WHERE name LIKE 'messages!_%!_insert' ESCAPE '!'"
        )
        assert triggers.fetchone()[0] == 3
        assert inspect.problems(store.conn) == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_killed_at_random_moments_and_run_again_it_is_whole(
    lifeos: Lifeos, paths: Paths, file: str, rounds: int
) -> None:
    dice = random.Random(rounds)  # noqa: S311 - moments, not secrets
    lifeos("users", "list")
    for _ in range(rounds):
        process = lifeos.start("import", "jsonl", file, "--no-embed", env={"LIFEOS_IMPORT_LINES": "500"})
        time.sleep(dice.uniform(0.1, 1.2))
        process.kill()
        process.communicate()
        with Store(paths) as store:
            assert inspect.problems(store.conn) == []
    assert lifeos("import", "jsonl", file, "--no-embed").code == 0
    check(paths)


def test_two_imports_of_one_file_at_once_take_every_line_once(
    lifeos: Lifeos, paths: Paths, file: str
) -> None:
    lifeos("users", "list")
    both = [
        lifeos.start("import", "jsonl", file, "--no-embed", "--json", env={"LIFEOS_IMPORT_LINES": "300"})
        for _ in range(2)
    ]
    for process in both:
        _, err = process.communicate(timeout=100)
        assert (process.returncode, err) == (0, b"")
    check(paths)


def test_ctrl_c_keeps_what_was_committed_and_says_how_to_go_on(
    lifeos: Lifeos, paths: Paths, file: str
) -> None:
    process = lifeos.start("import", "jsonl", "-", "--no-embed", env={"LIFEOS_IMPORT_LINES": "100"})
    assert process.stdin is not None
    with open(file, "rb") as source:  # noqa: PTH123 - a stream for a stream
        process.stdin.write(b"".join(source.readline() for _ in range(1000)))
    process.stdin.flush()
    with Store(paths) as store:
        while store.conn.execute("SELECT COUNT(*) FROM messages").fetchone()[0] < 500:
            time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"run it again" in err
    assert lifeos("import", "jsonl", file, "--no-embed").code == 0
    check(paths)
