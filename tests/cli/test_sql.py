"""`lifeos sql`: what it answers, and what it cannot be made to do."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import sql
from tests.cli.test_export_formats import lived
from tests.transfer.lines import as_bytes, message

if TYPE_CHECKING:
    from tests.conftest import Lifeos

__all__ = ["lived"]
PAGE = (Path(__file__).parents[2] / "docs" / "sql.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


def test_there_are_twelve_questions() -> None:
    assert len(QUESTIONS) == 12


@pytest.fixture
def weeks(lifeos: Lifeos, tmp_path: Path) -> Lifeos:
    """Two weeks of check-ins: mood is the weekday, energy the sleep of the night before and of the day before that."""
    rows = ["date,mood,energy,sleep_hours,tags"]
    rows += [
        f"2026-03-{n + 2:02d},{n % 7 + 1},{6 if n % 2 else 4},{8 if n % 2 else 6},{'work' if n % 2 else ''}"
        for n in range(14)
    ]
    (tmp_path / "w.csv").write_text("\n".join(rows))
    lifeos("import", str(tmp_path / "w.csv"), "--no-embed")
    lifeos("import", "jsonl", "-", "--no-embed", stdin=as_bytes(message(1), message(2, content="the river")))
    return lifeos


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_of_the_page_is_answered(lived: Lifeos, question: str) -> None:
    given = [arg for name in re.findall(r"(?<!:):([a-z]+)", question) for arg in ("--param", f"{name}=words")]
    done = lived("sql", question, "--json", *given)
    assert done.code == 0, done.err
    assert isinstance(done.json(), list)


def test_the_answers_are_right(weeks: Lifeos) -> None:
    def ask(n: int, *args: str) -> list[list[object]]:
        return [list(row.values()) for row in weeks("sql", QUESTIONS[n], "--json", *args).json()]

    assert ask(0) == [[day, float(day), 2] for day in range(1, 8)]
    assert ask(1) == [[6.0, 4.0, 7], [8.0, 6.0, 7]]
    assert ask(2) == [[6.0, 6.0, 7], [8.0, 4.0, 6]]
    assert ask(5, "-p", "tag=work") == [[0, 4.0, 7], [1, 4.0, 7]]
    assert ask(6) == [["2026-01", 2, 16]]
    assert ask(8)[-1] == ["2026-03-15", 7, 4.0]
    assert ask(9, "-p", "word=river") == [["2026-01-02", 1, None]]


def test_what_is_computed_can_be_asked_for(lifeos: Lifeos) -> None:
    lifeos(
        "profile", "assess", "mini-ipip", "--answers", "-", stdin="4 2 4 2 3 5 4 2 1 5 3 4 2 2 4 1 4 3 2 2"
    )
    lifeos("skills", "evidence", "add", "Public speaking", "Gave a toast")
    lifeos("goals", "add", "Read more")
    shown = lifeos("profile", "show", "--json").json()["dimensions"]
    rows = lifeos("sql", "SELECT * FROM v_profile", "--json").json()
    assert {row["dimension"] for row in rows} == set(shown)
    for row in rows:
        assert row["mean"] == pytest.approx(shown[row["dimension"]]["mean"], abs=1e-6)
        assert row["confidence"] == pytest.approx(shown[row["dimension"]]["confidence"], abs=1e-6)
    (skill,) = lifeos("skills", "list", "--json").json()
    asked = lifeos("sql", "SELECT name, level, experience FROM V_Skills", "--json").json()
    assert asked == [{key: skill[key] for key in ("name", "level", "experience")}]
    taken = lifeos("sql", "SELECT day, mean FROM v_snapshots WHERE dimension = 'openness'", "--json").json()
    assert taken[0]["mean"] == pytest.approx(shown["openness"]["mean"], abs=0.1)
    assert (
        lifeos("sql", "SELECT title, counted FROM v_goal_progress", "--json").json()[0]["title"]
        == "Read more"
    )
    assert lifeos("sql", "DELETE FROM v_profile").code == 2
    assert lifeos("sql", "SELECT COUNT(*) AS n FROM v_skills", "--json", "--user", "me").json() == [{"n": 1}]
    lifeos("users", "add", "Bob")
    assert lifeos("sql", "SELECT COUNT(*) AS n FROM v_skills", "--json", "--user", "Bob").json() == [{"n": 0}]


DENIED = [
    "INSERT INTO checkins (id) VALUES ('x')",
    "UPDATE main.users SET name = 'x'",
    "DELETE FROM messages",
    "DROP TABLE main.users",
    "CREATE TEMP TABLE t (a)",
    "CREATE TABLE t (a)",
    "ATTACH 'x.db' AS x",
    "VACUUM INTO 'x.db'",
    "VACUUM",
    "PRAGMA query_only=OFF",
    "PRAGMA writable_schema=ON",
    "PRAGMA journal_mode=DELETE",
    "SELECT load_extension('x')",
    "SELECT * FROM main.users",
    "SELECT * FROM main.messages",
    "SELECT * FROM main.v_checkins",
    "SELECT * FROM main.recallable",
    "WITH v_checkins AS (SELECT * FROM main.v_checkins) SELECT * FROM v_checkins",
    "WITH v_checkins AS (SELECT * FROM main.checkins) SELECT * FROM v_checkins",
    "CREATE TEMP VIEW v_mine AS SELECT * FROM main.checkins",
    "DROP VIEW main.v_checkins",
    "WITH v_messages AS (SELECT * FROM main.messages) SELECT * FROM v_messages",
    "WITH messages AS (SELECT * FROM main.messages) SELECT * FROM messages",
    "SELECT * FROM sqlite_temp_master",
    "SELECT * FROM temp.sqlite_master",
    "SELECT * FROM words",
    "SELECT * FROM main.watermarks",
    "BEGIN",
    "REINDEX",
    "ANALYZE",
    "SELECT 1; SELECT 2",
    "",
    "SELEC 1",
    "SELECT * FROM nowhere",
    "SELECT :missing",
]


@pytest.mark.parametrize("statement", DENIED)
def test_nothing_but_reading_ones_own_is_possible(lifeos: Lifeos, statement: str, tmp_path: Path) -> None:
    lifeos("checkin", "--mood", "5")
    database = lifeos.home / "data" / "lifeos.db"
    with sqlite3.connect(database) as conn:
        before = list(conn.iterdump())
    done = lifeos("sql", statement)
    assert done.code == 2, done.out
    assert done.out == ""
    assert len(done.err.splitlines()) <= 2
    with sqlite3.connect(database) as conn:
        assert list(conn.iterdump()) == before
    assert not list(Path.cwd().glob("x.db"))


@pytest.mark.parametrize(
    "statement",
    [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0",
        "SELECT length(zeroblob(100000000))",
        "SELECT length(randomblob(100000000))",
        "SELECT length(replace(hex(zeroblob(4000000)), '0', 'xxxxxxxx'))",
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400) "
            "SELECT COUNT(*) FROM (SELECT randomblob(2000000) AS b FROM n ORDER BY b)"
        ),
    ],
)
def test_what_would_not_end_or_fit_is_ended(lifeos: Lifeos, statement: str) -> None:
    done = lifeos("sql", statement, timeout=30)
    assert done.code == 1
    assert len(done.err.splitlines()) <= 2


def test_everybody_sees_their_own_rows_only(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5", "--note", "mine")
    lifeos("users", "add", "Bob")
    lifeos("checkin", "--mood", "2", "--note", "bobs", "--user", "Bob")
    names = [row["name"] for row in lifeos("sql", "--views", "--json").json()]
    assert {"v_checkins", "checkins", "users", "messages"} <= set(names)
    for name in names:
        seen = lifeos("sql", f"SELECT * FROM {name}", "--jsonl")
        assert seen.code == 0, name
        assert "bobs" not in seen.out
    assert "bobs" in lifeos("sql", "SELECT note FROM v_checkins", "--user", "Bob").out


def test_the_forms_of_an_answer(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5", "--note", 'a,"b"\n\x1b[2Jc')
    query = "SELECT mood, note, 0.1 + 0.2 AS sum, NULL AS none, x'00ff' AS bytes FROM v_checkins"
    (row,) = lifeos("sql", query, "--json").json()
    assert row == {"mood": 5, "note": 'a,"b"\n\x1b[2Jc', "sum": 0.1 + 0.2, "none": None, "bytes": "00ff"}
    assert lifeos("sql", query, "--jsonl").jsonl() == [row]
    assert lifeos("sql", query, "--csv").out.splitlines()[1].startswith('5,"a,""b""')
    for form in ([], ["--csv"], ["--table"]):
        assert "\x1b" not in lifeos("sql", query, *form).out
    assert lifeos("sql", query).rows()[1][2] == "0.30000000000000004"
    assert lifeos("sql", query, "--csv", "--jsonl").code == 2
    assert lifeos("sql", "-", stdin="SELECT :a + 1 AS n").code == 2
    assert lifeos("sql", "-", "-p", "a=2", "--json", stdin="SELECT :a + 1 AS n").json() == [{"n": 3}]
    assert lifeos("sql", "SELECT 1 AS a, 2 AS a", "--json").json() == [{"a": 1, "a:2": 2}]


def test_no_view_goes_through_all_tags_for_each_row(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5")
    with closing(sqlite3.connect(lifeos.home / "data" / "lifeos.db")) as conn:
        for view in ("main.v_checkins", "main.v_sessions", "temp.v_checkins", "temp.v_sessions"):
            if view == "temp.v_checkins":
                sql._make_views(conn, "somebody", "own_")
            plan = " ".join(row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN SELECT tags FROM {view}"))
            assert "(owner_tbl=? AND owner_id=?)" in plan, view
            assert "tags_by_name" not in plan


@pytest.fixture
def two(lifeos: Lifeos) -> Lifeos:
    """Two persons, each with a check-in of its own."""
    lifeos("checkin", "--mood", "5", "--note", "mine", "--tag", "work")
    lifeos("users", "add", "Bob")
    lifeos("checkin", "--mood", "2", "--note", "bobs", "--user", "Bob")
    return lifeos


def test_sqlite_utils_reads_the_file_as_it_is_and_tells_the_persons_apart(two: Lifeos) -> None:
    import sqlite_utils

    database = sqlite_utils.Database(two.home / "data" / "lifeos.db")
    assert sorted(row["mood"] for row in database["checkins"].rows) == [2, 5]
    seen = {row["person"]: row for row in database["v_checkins"].rows}
    assert {name: row["note"] for name, row in seen.items()} == {"me": "mine", "Bob": "bobs"}
    ids = {row["name"]: row["id"] for row in database["users"].rows}
    for name, row in seen.items():
        assert row["user_id"] == ids[name]
        (asked,) = two("sql", "SELECT * FROM v_checkins", "--json", "--user", name).json()
        assert dict(row) == asked
    views = {view for view in database.view_names() if view.startswith("v_")}
    computed = {"v_profile", "v_snapshots", "v_skills", "v_skill_links", "v_goal_progress"}
    friendly = {row["name"] for row in two("sql", "--views", "--json").json() if row["name"][:2] == "v_"}
    assert views == friendly - computed
    for view in views:
        columns = [column.name for column in database[view].columns]
        assert {"user_id", "person"} <= set(columns)
        list(database[view].rows)
    database.close()
    shown = subprocess.run(
        [sys.executable, "-m", "sqlite_utils", "rows", str(two.home / "data" / "lifeos.db"), "v_tags"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [(row["name"], row["person"]) for row in json.loads(shown.stdout)] == [("work", "me")]


def test_datasette_serves_the_file_as_it_is(two: Lifeos) -> None:
    pytest.importorskip("datasette", reason="Datasette is not installed")
    page = "/lifeos/v_checkins.json?_shape=array&person=Bob&weekday="
    day = two("sql", "SELECT weekday FROM v_checkins", "--json").json()[0]["weekday"]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "datasette", "serve", str(two.home / "data" / "lifeos.db")),
            *("--get", f"{page}{day}"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [row["note"] for row in json.loads(done.stdout)] == ["bobs"]
