"""The examples run as they stand."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Lifeos

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


QUESTIONS = sorted((EXAMPLES / "sql").glob("*.sql"))
_SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def on_the_path(lifeos: Lifeos, folder: Path) -> dict[str, str]:
    """Return an environment with `lifeos` and `sqlite-utils` on its path."""
    programs = folder / "bin"
    programs.mkdir()
    for name, module in (("lifeos", "lifeos_cli"), ("sqlite-utils", "sqlite_utils")):
        (programs / name).write_text(f'#!/bin/sh\nexec {sys.executable} -m {module} "$@"\n')
        (programs / name).chmod(0o755)
    return {**lifeos.env(), "PATH": f"{programs}:{os.environ['PATH']}"}


def run_page(page: Path, env: dict[str, str], folder: Path) -> list[str]:
    """Run every block of shell of a page in a copy of its folder; return what each printed."""
    here = folder / page.parent.name
    shutil.copytree(page.parent, here)
    printed = []
    for block in _SHELL.findall(page.read_text("utf-8")):
        done = subprocess.run(
            ["sh", "-eu", "-c", block], env=env, cwd=here, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{block}\n{done.stderr}"
        printed.append(done.stdout)
    return printed


@pytest.fixture
def lived(lifeos: Lifeos, tmp_path: Path) -> Lifeos:
    """Ninety days: mood 6 on Mondays and else 3 to 5, energy that follows the sleep of the day before."""
    chance = random.Random(7)  # noqa: S311 - numbers for a test
    first, slept = date(2026, 1, 5), 7.0
    rows = ["date,mood,energy,sleep_hours,tags,note"]
    for n in range(90):
        day, energy = first + timedelta(days=n), 6 if slept >= 7 else 3
        slept = chance.choice([5.0, 6.0, 8.0, 9.0])
        rows.append(
            f"{day},{6 if n % 7 == 0 else 3 + n % 3},{energy},{slept},{'work' if n % 2 else ''},by the river"
        )
    (tmp_path / "days.csv").write_text("\n".join(rows))
    assert lifeos("import", str(tmp_path / "days.csv"), "--no-embed").code == 0
    lifeos("chat", "The river was high", "--coach", "woop")
    lifeos("skills", "evidence", "add", "Public speaking", "Gave a toast")
    lifeos("goals", "add", "Read more")
    return lifeos


def test_the_pipelines_run(lifeos: Lifeos, tmp_path: Path) -> None:
    env = on_the_path(lifeos, tmp_path)
    done = subprocess.run(
        ["sh", str(EXAMPLES / "pipelines.sh")], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "4.5" in done.stdout
    assert '"table": "checkins"' in done.stdout


def test_the_crontab_names_only_commands_that_exist(lifeos: Lifeos) -> None:
    lines = (EXAMPLES / "crontab").read_text().splitlines()
    for line in lines:
        if line.strip() and not line.startswith("#"):
            words = line.split("lifeos ", 1)[1].split(" > ")[0].split()
            assert lifeos(*words).code == 0


def test_the_timers_are_those_the_program_installs(tmp_path: Path) -> None:
    from lifeos_cli.extraction.schedule import systemd
    from lifeos_cli.extraction.schedule.entries import Program, entries

    windows = ["08:00-10:00", "20:00-22:00"]
    systemd.Units(tmp_path).install(entries(windows), Program((), ("HERE",)))
    made = {path.name: path.read_text() for path in tmp_path.glob("lifeos-*")}
    ours = {path.name: path.read_text() for path in (EXAMPLES / "systemd").glob("lifeos-*")}
    assert ours.keys() == made.keys()
    for name, text in made.items():
        by_hand = text.replace(f"{systemd.MARK}\n", "").replace("=HERE ", "=%h/.venv/bin/lifeos ")
        assert by_hand == ours[name]


def test_there_are_ten_questions_and_the_page_runs_each(lived: Lifeos, tmp_path: Path) -> None:
    page = EXAMPLES / "sql" / "README.md"
    named = re.findall(r"< (\w+\.sql)$", page.read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == [file.name for file in QUESTIONS]
    assert len(named) == 10
    asked, _, searched = run_page(page, on_the_path(lived, tmp_path), tmp_path)
    assert "1\t6.0\t13" in asked
    assert "Public speaking" in asked
    assert "Read more" in asked
    assert "The river was high" in searched


@pytest.mark.parametrize("file", QUESTIONS, ids=lambda file: file.stem)
def test_each_question_is_answered_alike_by_the_program_and_on_the_exported_file(
    lived: Lifeos, tmp_path: Path, file: Path
) -> None:
    lived("export", "sqlite", "-o", str(tmp_path / "mine.db"))
    given = {"tag": "work", "word": "river"}
    params = [arg for name, value in given.items() for arg in ("-p", f"{name}={value}")]
    said = lived("sql", "-", "--json", *params, stdin=file.read_text("utf-8"))
    assert said.code == 0, said.err
    with closing(sqlite3.connect(tmp_path / "mine.db")) as conn:
        conn.row_factory = sqlite3.Row
        assert [dict(row) for row in conn.execute(file.read_text("utf-8"), given)] == said.json()
    if file.stem != "cost_by_coach":  # nothing was paid for
        assert said.json()


def test_the_pages_for_datasette_ask_the_same_questions(lived: Lifeos, tmp_path: Path) -> None:
    described = json.loads((EXAMPLES / "sql" / "metadata.json").read_text("utf-8"))["databases"]["mine"]
    for file in QUESTIONS:
        title, _, statement = file.read_text("utf-8").partition("\n")
        query = described["queries"].pop(file.stem)
        assert query == {"title": title.removeprefix("-- "), "sql": statement.strip()}
    assert described["queries"] == {}
    lived("export", "sqlite", "-o", str(tmp_path / "mine.db"))
    with closing(sqlite3.connect(tmp_path / "mine.db")) as conn:
        for table, more in described["tables"].items():
            columns = {row[1] for row in conn.execute(f"PRAGMA table_info({table})")}
            assert {*more.get("facets", ()), *filter(None, [more.get("sort_desc")])} <= columns, table
            assert columns


def test_datasette_answers_a_page(lived: Lifeos, tmp_path: Path) -> None:
    pytest.importorskip("datasette", reason="Datasette is not installed")
    lived("export", "sqlite", "-o", str(tmp_path / "mine.db"))
    page = "/mine/with_and_without_a_tag.json?tag=work&_shape=array"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "datasette", "serve", "--immutable", str(tmp_path / "mine.db")),
            *("--metadata", str(EXAMPLES / "sql" / "metadata.json"), "--get", page),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [(row["tagged"], row["n"]) for row in json.loads(done.stdout)] == [(0, 45), (1, 45)]


def analysed(stdin: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(EXAMPLES / "analysis.py"), *args],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_analysis_finds_what_is_there_from_either_source(lived: Lifeos, tmp_path: Path) -> None:
    done = analysed(lived("checkins", "list", "--json").out)
    assert done.returncode == 0, done.stderr
    assert "90 check-ins on 90 days" in done.stdout
    assert "Monday     6.00  ± 0.00  (n = 13)" in done.stdout
    found = re.search(r"correlation ([+-][\d.]+), 95 % interval (\S+) to (\S+) \(n = 89\)", done.stdout)
    assert found
    r, low, high = map(float, found.groups())
    assert 0 < low < r < high <= 1
    assert r > 0.8
    lived("export", "sqlite", "-o", str(tmp_path / "mine.db"))
    assert analysed("", str(tmp_path / "mine.db")).stdout == done.stdout


def test_the_analysis_says_that_few_days_say_nothing(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5", "--energy", "4", "--sleep-hours", "7")
    done = analysed(lifeos("checkins", "list", "--json").out)
    assert done.returncode == 0
    assert "correlation" not in done.stdout
    assert "±" not in done.stdout
    assert "too few pairs of days to say (n = 0, 20 at least)" in done.stdout
    for stdin, args in (
        ("", ()),
        ("{}", ()),
        ('[{"a": 1}]', ()),
        ("", ("/dev/null",)),
        ("", ("missing.db",)),
    ):
        wrong = analysed(stdin, *args)
        assert (wrong.returncode, wrong.stdout) == (1, ""), (stdin, args)
        assert len(wrong.stderr.splitlines()) == 1


def test_the_coach_of_ones_own_is_valid_and_coaches(lifeos: Lifeos, tmp_path: Path) -> None:
    (checked,) = run_page(EXAMPLES / "coach" / "README.md", on_the_path(lifeos, tmp_path), tmp_path)
    assert "Sunday letter" in checked
    assert "What of this week would you like to keep?" in checked
    answers = "a walk by the river\nskip\n2\n" + "You got through it, and that is a lot. " * 4
    answers += "\nIf it is Sunday, then I will walk\n"
    done = lifeos("chat", "--coach", "sunday_letter", stdin=answers)
    assert done.code == 0, done.err
