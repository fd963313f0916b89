"""`lifeos export` in every format, read back by somebody else's reader."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import re
import stat
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import sqlite_utils

from lifeos_cli.transfer import convex_ids
from tests.transfer.foreign_files import life, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Lifeos

EVIL = '<script>alert(1)</script> "q" & \x1b]0;x\x07'


@pytest.fixture
def lived(lifeos: Lifeos, tmp_path: Path) -> Lifeos:
    """A small life: two sessions, a goal, evidence, two check-ins of which one was withdrawn."""
    tables, agent = life()
    tables["goals"][0] |= {"title": "Write; a, long\\title " + "é" * 60, "whyItMatters": EVIL}
    lifeos("import", snapshot(tmp_path / "s.zip", tables, agent), "--no-embed")
    lifeos("checkin", "--mood", "5", "--sleep-hours", "7.5", "--note", EVIL, "--tag", "work")
    lifeos("checkin", "--mood", "3", "--at", "2026-01-05 12:00")
    lifeos("checkins", "rm", lifeos("checkins", "list", "--json").json()[0]["id"])
    return lifeos


def test_csv_and_parquet_hold_every_row_and_every_value(lived: Lifeos, tmp_path: Path) -> None:
    from pyarrow import parquet

    rows = lived("export", "jsonl").jsonl()
    for name in ("csv", "parquet"):
        done = lived("export", name, "-o", str(tmp_path / name), "--json")
        assert done.code == 0, done.err
        counts = done.json()["rows"]
        assert counts == {
            kind: sum(row["type"] == kind for row in rows) for kind in {r["type"] for r in rows}
        }
    with (tmp_path / "csv" / "messages.csv").open(newline="") as file:
        found = list(csv.DictReader(file))
    assert {row["content"] for row in found} == {row["content"] for row in rows if row["type"] == "message"}
    table = parquet.read_table(tmp_path / "parquet" / "checkins.parquet")
    assert str(table.schema.field("at").type) == "timestamp[ms, tz=UTC]"
    mine = {row["id"]: row for row in rows if row["type"] == "checkin"}
    for row in table.to_pylist():
        assert row["at"].isoformat(timespec="milliseconds").replace("+00:00", "Z") == mine[row["id"]]["at"]
        assert row["sleep_hours"] == mine[row["id"]].get("sleep_hours")
    one = lived("export", "csv", "--only", "checkins")
    assert len(list(csv.DictReader(io.StringIO(one.out)))) == len(mine)


def test_what_is_written_is_its_owners_alone_and_replaces_nothing(lived: Lifeos, tmp_path: Path) -> None:
    for name, target in (
        ("html", tmp_path / "r.html"),
        ("markdown", tmp_path / "notes"),
        ("convex", tmp_path / "c.zip"),
    ):
        assert lived("export", name, "-o", str(target)).code == 0
        files = [target] if target.is_file() else [p for p in target.rglob("*") if p.is_file()]
        assert files
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
        refused = lived("export", name, "-o", str(target))
        assert refused.code == 2
        assert len(refused.err.splitlines()) <= 2
        assert lived("export", name, "-o", str(target), "--force").code == 0
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").write_text("x")
    assert lived("export", "markdown", "-o", str(tmp_path / "mine"), "--force").code == 2
    assert (tmp_path / "mine" / "x").read_text() == "x"
    assert not [path for path in tmp_path.iterdir() if path.name.endswith((".part", ".old"))]


def test_notes_are_read_by_the_importer_of_notes(lived: Lifeos, tmp_path: Path) -> None:
    target = tmp_path / "notes"
    lived("export", "markdown", "-o", str(target))
    (session,) = [path for path in target.glob("sessions/2026/*.md") if "first words" in path.read_text()]
    text = session.read_text()
    assert "**Me:** first words\n\n**Coach:** reply\n\n**Me:** later words\n" in text
    assert 'tags: ["home", "two-words"]' in text
    assert "- [x] one\n- [ ] two\n" in next(target.glob("goals/*.md")).read_text()
    (day,) = target.glob("checkins/*/*.md")
    assert "mood: 5" in day.read_text() or "mood: 3" in day.read_text()
    report = lived("import", "markdown", str(target), "--no-embed", "--json").json()
    assert report["skipped"] == 0
    assert report["noted"] == 0


def test_the_calendar_is_folded_escaped_and_whole(lived: Lifeos) -> None:
    raw = lived("export", "ics").out
    assert "\x1b" not in raw
    data = raw.encode()
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.endswith(b"END:VCALENDAR\r\n")
    whole = data.replace(b"\r\n ", b"").decode()
    assert f"SUMMARY:Write\\; a\\, long\\\\title {'é' * 60}\r\n" in whole
    assert "STATUS:NEEDS-ACTION\r\n" in whole
    assert "PERCENT-COMPLETE:50\r\n" in whole
    assert "DUE;VALUE=DATE:20260102\r\n" in whole
    assert whole.count("RRULE:FREQ=DAILY\r\n") == whole.count("BEGIN:VEVENT") >= 1
    stable = re.sub(r"DTSTAMP:.*\r\n", "", whole)
    again = re.sub(r"DTSTAMP:.*\r\n", "", lived("export", "ics").out.encode().replace(b"\r\n ", b"").decode())
    assert stable == again


def test_the_convex_zip_goes_into_an_empty_home_and_is_the_same_life(lived: Lifeos, tmp_path: Path) -> None:
    from tests.conftest import Lifeos as Program

    target = tmp_path / "out.zip"
    assert lived("export", "convex", "-o", str(target)).code == 0
    with zipfile.ZipFile(target) as file:
        names = file.namelist()
        assert names[:2] == ["README.md", "_tables/documents.jsonl"]
        for name in names:
            if name.endswith("/documents.jsonl") and "_tables" not in name:
                for line in file.read(name).splitlines():
                    assert convex_ids.decode(json.loads(line)["_id"])
    other = Program(tmp_path / "other")
    report = other("import", str(target), "--no-embed", "--json").json()
    assert (report["skipped"], report["notes"]) == (0, [])

    def told(home: Lifeos) -> Any:
        rows = home("export", "jsonl").jsonl()
        return sorted(
            [
                row["type"],
                row.get("content") or row.get("title") or "",
                row.get("created_at") if row["type"] == "message" else "",
            ]
            for row in rows
            if row["type"] in ("message", "goal", "milestone", "insight", "skill_evidence", "session")
        )

    assert told(other) == told(lived)
    again = tmp_path / "again.zip"
    lived("export", "convex", "-o", str(again))
    assert again.read_bytes() == target.read_bytes()


def test_the_report_is_one_page_in_which_nothing_runs(lived: Lifeos, tmp_path: Path) -> None:
    page = lived("export", "html").out
    seen: list[tuple[str, dict[str, str | None]]] = []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, dict(attrs)))

    Reader().feed(page)
    tags = {tag for tag, _ in seen}
    assert {"svg", "table", "style"} <= tags
    assert not tags & {"script", "link", "img", "iframe", "object"}
    assert not [
        name for _, attrs in seen for name in attrs if name.startswith("on") or name in ("src", "href")
    ]
    assert "\x1b" not in page
    assert "&lt;script&gt;" not in page or "<script>" not in page


def test_filters_leave_out_what_is_not_wanted(lived: Lifeos) -> None:
    def types(*args: str) -> set[str]:
        return {row["type"] for row in lived("export", "jsonl", *args).jsonl()}

    assert types("--only", "goals", "--only", "milestone") == {"goal", "milestone"}
    assert types("--tag", "home") == {"session", "message", "insight", "tag"}
    assert "message" not in types("--since", "2026-02-01")
    before = lived("export", "jsonl", "--until", "2026-01-02").jsonl()
    assert {"message", "goal"} <= {row["type"] for row in before}
    assert not [row for row in before if row["type"] == "checkin"]
    assert lived("export", "jsonl", "--only", "zap").code == 2
    assert lived("export", "zap").code == 2
    assert lived("export", "csv").code == 2


def steady(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as it is a few seconds later too: a skill rusts from one moment to the next."""
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}


def test_sqlite_holds_every_view_of_one_person_as_a_table(lived: Lifeos, tmp_path: Path) -> None:
    lived("skills", "evidence", "add", "Public speaking", "Gave a toast")
    lived("users", "add", "Bob")
    lived("checkin", "--mood", "2", "--note", "bobs", "--user", "Bob")
    target = tmp_path / "mine.db"
    done = lived("export", "sqlite", "-o", str(target), "--json")
    assert done.code == 0, done.err
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert b"bobs" not in target.read_bytes()
    database = sqlite_utils.Database(target)
    counts = done.json()["rows"]
    views = lived("sql", "--views", "--json").json()
    friendly = {row["name"]: row["columns"] for row in views if row["name"].startswith("v_")}
    assert set(database.table_names()) == {"about", *friendly}
    for name, columns in friendly.items():
        asked = lived("sql", f"SELECT * FROM {name}", "--json", "--timeout", "20").json()
        assert [steady(row) for row in database[name].rows] == [steady(row) for row in asked], name
        assert [column.name for column in database[name].columns] == columns
        assert counts[name] == len(asked)
    assert [row["person"] for row in database["about"].rows] == ["me"]
    assert len(list(database.query("SELECT * FROM v_checkins WHERE weekday = :day", {"day": "1"}))) == (
        len(list(database.query("SELECT * FROM v_checkins WHERE weekday = 1")))
    )
    assert list(database.query("SELECT name FROM v_skills WHERE level = '1'")) == [
        {"name": "Public speaking"}
    ]
    database.close()


def test_sqlite_replaces_nothing_takes_everything_and_leaves_nothing_half_done(
    lived: Lifeos, tmp_path: Path
) -> None:
    target = tmp_path / "mine.db"
    target.write_text("a diary")
    for args, said in (
        (["-o", str(target)], "exists and was left alone"),
        ([], "goes into a file"),
        (["-o", "-"], "goes into a file"),
        (["-o", str(tmp_path / "x.db"), "--only", "goals"], "takes everything"),
        (["-o", str(tmp_path / "x.db"), "--since", "yesterday"], "takes everything"),
    ):
        refused = lived("export", "sqlite", *args)
        assert (refused.code, refused.out) == (2, "")
        assert said in refused.err
        assert len(refused.err.splitlines()) == 1
    assert target.read_text() == "a diary"
    assert lived("export", "sqlite", "-o", str(target), "--force").code == 0
    assert target.read_bytes().startswith(b"SQLite format 3\0")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    limited = subprocess.run(
        [
            *("sh", "-c", 'ulimit -f 60; trap "" XFSZ; exec "$@"', "sh"),
            *lived.argv("export", "sqlite", "-o", str(tmp_path / "full.db")),
        ],
        env=lived.env(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert limited.returncode == 1
    assert "Traceback" not in limited.stderr
    assert len(limited.stderr.splitlines()) == 1
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part") or path.name == "full.db"]
