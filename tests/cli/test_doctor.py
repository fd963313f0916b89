"""`lifeos doctor`, `backup` and `restore`, typed as their user would."""

from __future__ import annotations

import sqlite3
import stat
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.errors import UsageFault
from lifeos_cli.record import doctor
from lifeos_cli.store import rotate
from tests.transfer.lines import as_bytes, message

if TYPE_CHECKING:
    from tests.conftest import Lifeos


def findings(lifeos: Lifeos, *args: str, code: int = 0, **more: Any) -> dict[str, list[dict[str, Any]]]:
    done = lifeos("doctor", *args, "--json", **more)
    assert done.code == code, done.out + done.err
    found: dict[str, list[dict[str, Any]]] = {}
    for one in done.json():
        found.setdefault(one["check"], []).append(one)
    return found


@pytest.fixture
def filled(lifeos: Lifeos) -> Lifeos:
    """A store of some pages, a backup of it, and a check-in after that."""
    lines = [message(n, f"s{n % 7}", content=f"words {n} " + "x" * 900) for n in range(400)]
    lifeos("import", "jsonl", "-", "--no-embed", stdin=as_bytes(*lines))
    assert lifeos("backup").code == 0
    lifeos("checkin", "--mood", "6", "--note", "after the backup")
    return lifeos


def broken(lifeos: Lifeos, table: str) -> Path:
    """Overwrite one leaf page of a table's rows."""
    database = lifeos.home / "data" / "lifeos.db"
    with sqlite3.connect(database) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = conn.execute("PRAGMA page_size").fetchone()[0]
        needle = conn.execute(f"SELECT id FROM {table} ORDER BY rowid DESC LIMIT 1 OFFSET 20").fetchone()[0]
    data = bytearray(database.read_bytes())
    pages = range(size, len(data), size)
    page = next(
        at
        for at in pages
        if data[at] == 13 and needle.encode() in data[at : at + size] and b"words" in data[at : at + size]
    )
    data[page : page + 64] = b"\xff" * 64
    database.write_bytes(data)
    return database


def test_a_sound_home_has_no_problem_and_an_empty_one_neither(lifeos: Lifeos) -> None:
    assert findings(lifeos)["database"][0]["level"] == "ok"
    assert not (lifeos.home / "data" / "lifeos.db").exists()
    lifeos("checkin", "--mood", "5")
    found = findings(lifeos)
    assert {
        "database",
        "sqlite",
        "watermarks",
        "clock",
        "modes",
        "folder",
        "disk",
        "backups",
        "index",
        "keys",
        "model",
    } <= set(found)
    assert all(one["remedy"] for some in found.values() for one in some if one["level"] != "ok")


def test_a_damaged_database_is_set_aside_replaced_and_read_out(filled: Lifeos) -> None:
    database = broken(filled, "messages")
    bad = database.read_bytes()
    found = findings(filled, code=1)["database"]
    assert "backups/lifeos-" in found[0]["remedy"]
    done = filled("doctor", "--fix")
    assert done.code == 1
    assert "--yes" in done.err
    assert database.read_bytes() == bad
    assert findings(filled, "--fix", "--yes")["database"][0]["level"] == "ok"
    kept = min(database.parent.glob("lifeos.db.corrupt-*"), key=lambda path: len(path.name))
    assert kept.read_bytes() == bad
    assert filled("db", "check").out == "ok\n"
    (row,) = filled("checkins", "list", "--json").json()
    assert row["note"] == "after the backup"
    rows = filled("export", "jsonl").jsonl()
    assert sum(row["type"] == "message" for row in rows) == 400


def test_without_a_backup_what_can_be_read_is_kept(filled: Lifeos) -> None:
    for path in (filled.home / "data" / "backups").iterdir():
        path.unlink()
    before = {row["id"] for row in filled("export", "jsonl").jsonl() if "id" in row}
    broken(filled, "messages")
    assert "new one" in findings(filled, code=1)["database"][0]["remedy"]
    findings(filled, "--fix", "--yes")
    after = {row["id"] for row in filled("export", "jsonl").jsonl() if "id" in row}
    assert after <= before
    assert len(before) - 40 < len(after) < len(before)
    assert filled("db", "check").out == "ok\n"
    assert len(filled("users", "list", "--json").json()) == 1


def test_a_file_that_is_no_database_at_all_is_set_aside_too(filled: Lifeos) -> None:
    database = filled.home / "data" / "lifeos.db"
    database.write_bytes(b"\x00" * 5000)
    findings(filled, code=1)
    findings(filled, "--fix", "--yes")
    assert len(filled("export", "jsonl").jsonl()) > 400


def test_files_others_can_read_are_closed(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5")
    database = lifeos.home / "data" / "lifeos.db"
    database.chmod(0o644)
    database.parent.chmod(0o755)
    assert len(findings(lifeos, code=1)["modes"]) == 2
    assert findings(lifeos, "--fix")["modes"][0]["level"] == "ok"
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert stat.S_IMODE(database.parent.stat().st_mode) == 0o700


def test_a_clock_that_went_back_a_synced_folder_and_a_feed_that_was_outrun_are_seen(
    lifeos: Lifeos, tmp_path: Path
) -> None:
    lifeos("checkin", "--mood", "5")
    assert findings(lifeos, code=1, env={"LIFEOS_NOW": "2020-01-01T00:00"})["clock"][0]["level"] == "problem"
    with sqlite3.connect(lifeos.home / "data" / "lifeos.db") as conn:
        conn.execute("INSERT INTO watermarks (name, seq, at) VALUES ('x', 999999, 0)")
    assert "x" in findings(lifeos, code=1)["watermarks"][0]["what"]
    home = tmp_path / "Dropbox" / "home"
    assert findings(lifeos, code=1, env={"LIFEOS_HOME": str(home)})["folder"][0]["level"] == "problem"


def test_a_network_folder_is_told_by_the_table_of_mounts() -> None:
    mounts = "/dev/sda1 / ext4 rw 0 0\nnas:/x /mnt/my\\040nas nfs4 rw 0 0\n"
    assert doctor.file_system(Path("/mnt/my nas/a/b"), mounts) == "nfs4"
    assert doctor.file_system(Path("/mnt/my nasty"), mounts) == "ext4"
    assert doctor.file_system(Path("/x"), "") == ""


def test_backups_thin_out_and_other_files_stay(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5")
    folder = lifeos.home / "data" / "backups"
    folder.mkdir(mode=0o700)
    old = [folder / f"lifeos-202601{day:02d}T1200{n}000.db" for day in range(1, 11) for n in (10, 20)]
    others = [folder / "lifeos-schema3-20260101T120000000.db", folder / "mine.db"]
    for path in (*old, *others):
        path.write_bytes(b"x")
    done = lifeos("backup", "--keep", "3d,2m", "--json").json()
    assert len(done["deleted"]) == len(old) - 2
    left = {path.name for path in folder.iterdir()}
    assert left == {*(p.name for p in others), Path(done["path"]).name, old[-1].name, old[-3].name}
    assert lifeos("backup", "--keep", "all").code == 2
    assert len(list(folder.iterdir())) == len(left)
    assert lifeos("restore", done["path"], "--yes").code == 0


DAYS = st.lists(st.integers(0, 900), min_size=1, max_size=60, unique=True)


@given(DAYS, st.integers(0, 10), st.integers(0, 6), st.integers(0, 14), st.integers(0, 4))
def test_what_stays_is_the_newest_of_each_period(days: list[int], d: int, w: int, m: int, y: int) -> None:
    dates = [date(2024, 1, 1) + timedelta(days=n) for n in days]
    files = [Path(f"lifeos-{day:%Y%m%d}T120000000.db") for day in dates]
    gone = set(rotate.surplus(files, "lifeos", rotate.Keep(d, w, m, y)))
    kept = [day for day, path in zip(dates, files, strict=True) if path not in gone]
    assert max(dates) in kept
    assert len(kept) <= max(d + w + m + y, 1)
    newest = sorted(dates, reverse=True)
    assert set(newest[:d]) <= set(kept)
    months = sorted({(day.year, day.month) for day in dates}, reverse=True)[:m]
    assert {(day.year, day.month) for day in kept} >= set(months)


@pytest.mark.parametrize("written", ["", "7", "d7", "7d,7d", "0d", "7d;4w", "99999d", "-1d"])
def test_what_says_nothing_of_keeping_is_refused(written: str) -> None:
    with pytest.raises(UsageFault):
        rotate.parse(written)
