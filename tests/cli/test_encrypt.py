"""`lifeos encrypt`, `rekey`, `decrypt`: nothing readable on the disk, everything works, nothing is lost by a kill."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import cipher
from tests.conftest import Lifeos

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.paths import Paths

pytest.importorskip("sqlcipher3")
SECRET = "the kestrel flew over Zanzibar"  # noqa: S105 - of a kind no password is
OLD = {"LIFEOS_PASSPHRASE": "correct horse"}
NEW = {"LIFEOS_NEW_PASSPHRASE": "correct horse"}
OTHER = {"LIFEOS_PASSPHRASE": "battery staple"}
TO_OTHER = {**OLD, "LIFEOS_NEW_PASSPHRASE": "battery staple"}


def holding(home: Path) -> list[str]:
    """List the files with one of the words in their bytes."""
    files = (file for file in home.rglob("*") if file.is_file())
    return [
        file.name for file in files if any(word in file.read_bytes() for word in (b"Zanzibar", b"zanzibar"))
    ]


@pytest.fixture
def filled(lifeos: Lifeos, paths: Paths) -> Lifeos:
    """A store with a text, its vectors, a backup and an input history."""
    lifeos("checkin", "--mood", "5", "--note", SECRET)
    assert lifeos("backup").code == 0
    assert lifeos("memory", "search", "kestrel", "--json").json()
    paths.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    history = paths.state / "chat_history.jsonl"
    history.touch(mode=0o600)
    history.write_text(f'"{SECRET}"\n')
    return lifeos


def test_nothing_on_the_disk_can_be_read_and_everything_works(filled: Lifeos, paths: Paths) -> None:
    before = filled("export", "jsonl").out
    assert {"lifeos.db", "chat_history.jsonl"} <= set(holding(filled.home))
    done = filled("encrypt", "--passphrase", "--json", env=NEW)
    assert done.json() == {"key": "passphrase", "unchanged": []}
    assert holding(filled.home) == []
    assert len(list(paths.backups.glob("*.db"))) == 2
    for file in (paths.database, paths.data / "vectors.db", *paths.backups.glob("*.db")):
        assert cipher.head(file) not in (b"", cipher.PLAIN)
        assert file.stat().st_mode & 0o777 == 0o600
    assert filled("export", "jsonl", env=OLD).out == before
    assert filled("memory", "search", "a bird of prey", "--json", env=OLD).json()[0]["content"] == SECRET
    assert filled("checkin", "--mood", "3", "--note", f"{SECRET} again", env=OLD).code == 0
    assert filled("chat", "hello there", "--coach", "woop", "--no-input", env=OLD).code in (0, 2)
    for args in (
        *(["memory", "verify"], ["memory", "rebuild"], ["memory", "optimize"], ["db", "check"], ["backup"]),
        *(["today"], ["doctor"], ["jobs", "run"], ["watch", "--once"], ["db", "stats"], ["undo", "--list"]),
        *(["sql", "SELECT note FROM v_checkins"], ["sql", "SELECT * FROM v_profile"], ["review", "week"]),
    ):
        run = filled(*args, env=OLD)
        assert run.code == 0, (args, run.err)
        assert "ERROR" not in run.err
    assert filled("sql", "DELETE FROM checkins", env=OLD).code == 2
    assert filled("sql", "SELECT * FROM main.v_checkins", env=OLD).code == 2
    taken = filled.home.parent / "taken.db"
    assert filled("export", "sqlite", "-o", str(taken), env=OLD).code == 0
    with closing(sqlite3.connect(taken)) as conn:
        assert conn.execute("SELECT note FROM v_checkins").fetchone()[0] == SECRET
        assert conn.execute("SELECT COUNT(*) FROM v_profile").fetchone()[0] == 8
    found = {row["check"]: row for row in filled("doctor", "--json", env=OLD).json()}
    assert (found["encryption"]["level"], found["index"]["level"]) == ("ok", "ok")
    assert holding(filled.home) == []
    assert not list(paths.data.glob("vectors.lance*"))


BIG = [
    "SELECT length(randomblob(900000000))",
    "SELECT length(CAST(zeroblob(900000000) AS TEXT) || 'x')",
    "SELECT length(printf('%900000000d', 1))",
    "SELECT length(replace(hex(zeroblob(60000000)), '0', 'xxxxxxxx'))",
    "SELECT zeroblob(20000000)",
    (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400) "
        "SELECT length(group_concat(hex(zeroblob(1000000)))) FROM n"
    ),
    (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400) "
        "SELECT COUNT(*) FROM (SELECT randomblob(2000000) AS b FROM n ORDER BY b)"
    ),
]
"""Statements that build more than they may, quickly enough to meet no clock."""


def test_a_question_to_an_encrypted_store_takes_no_more_memory_than_it_may(filled: Lifeos) -> None:
    filled("encrypt", "--passphrase", env=NEW)
    for statement in BIG:
        done = filled("sql", statement, "--json", "--timeout", "60", env=OLD)
        assert (done.code, done.out) == (1, ""), statement
        assert len(done.err.splitlines()) == 1
        assert "more than" in done.err
        assert "seconds" not in done.err
    assert filled("sql", "SELECT length(randomblob(20000000)) AS n", "--json", env=OLD).json() == [
        {"n": 20000000}
    ]


def test_a_backup_goes_in_and_out_and_a_plain_one_is_refused(filled: Lifeos, paths: Paths) -> None:
    plain = filled.home / "plain.db"
    assert filled("backup", str(plain)).code == 0
    filled("encrypt", "--passphrase", env=NEW)
    copy = filled("backup", env=OLD).out.strip()
    filled("checkin", "--mood", "2", env=OLD)
    assert filled("restore", copy, "--yes", env=OLD).code == 0
    assert [row["mood"] for row in filled("checkins", "list", "--json", env=OLD).json()] == [5]
    refused = filled("restore", str(plain), "--yes", env=OLD)
    assert refused.code == 1
    assert "not encrypted" in refused.err
    assert cipher.head(paths.database) != cipher.PLAIN
    handle = filled("checkins", "list", "--json", env=OLD).json()[0]["handle"]
    gone = filled("forget", "checkin", handle, "--yes", "--json", env=OLD).json()
    assert gone["forgotten"] == 1
    assert filled("checkins", "list", "--json", env=OLD).json() == []


def test_a_wrong_key_is_refused_in_one_line_and_changes_nothing(filled: Lifeos, paths: Paths) -> None:
    filled("encrypt", "--passphrase", env=NEW)
    before = paths.database.read_bytes()
    for given in ({"LIFEOS_PASSPHRASE": "wrong horse"}, {}):
        for args in (
            ["checkins", "list"],
            ["checkin", "--mood", "3"],
            ["db", "check"],
            ["rekey", "--passphrase"],
        ):
            refused = filled(*args, env={**NEW, **given})
            assert refused.code in (1, 2), args
            assert refused.out == ""
            assert len(refused.err.splitlines()) == 1
            assert "passphrase" in refused.err
    assert paths.database.read_bytes() == before
    assert filled("--version").code == 0
    assert filled("config", "list").code == 0
    piped = filled("checkins", "list", "--json", "--passphrase-stdin", stdin="correct horse\n")
    assert piped.json()[0]["note"] == SECRET


def test_what_cannot_be_done_is_refused(lifeos: Lifeos, filled: Lifeos, tmp_path: Path) -> None:
    assert lifeos("rekey", "--passphrase", env=NEW).code == 1
    assert lifeos("decrypt", "--yes").code == 1
    assert lifeos("encrypt", "--passphrase", env={"LIFEOS_NEW_PASSPHRASE": "short"}).code == 2
    assert lifeos("encrypt", "--passphrase").code == 2
    assert lifeos("encrypt").code == 2  # no key store here
    assert Lifeos(tmp_path / "new")("encrypt", "--passphrase", env=NEW).code == 3
    (tmp_path / "sqlcipher3.py").write_text("raise ImportError\n")
    without = {"PYTHONPATH": str(tmp_path)}
    assert "lifeos-cli[encrypt]" in lifeos("encrypt", "--passphrase", env={**NEW, **without}).err
    assert lifeos("checkins", "list", "--json").json()[0]["note"] == SECRET
    lifeos("encrypt", "--passphrase", env=NEW)
    assert lifeos("encrypt", "--passphrase", env={**OLD, **NEW}).code == 1
    assert lifeos("decrypt", env=OLD).code == 2
    refused = lifeos("checkins", "list", env={**OLD, **without})
    assert (refused.code, "lifeos-cli[encrypt]" in refused.err) == (1, True)


def test_with_a_key_store_nobody_is_asked(filled: Lifeos, tmp_path: Path) -> None:
    (tmp_path / "filed.py").write_text(
        "import json, os, pathlib\n"
        "from keyring.backend import KeyringBackend\n"
        "FILE = pathlib.Path(os.environ['FILED'])\n"
        "class Filed(KeyringBackend):\n"
        "    priority = 1\n"
        "    def _all(self): return json.loads(FILE.read_text()) if FILE.exists() else {}\n"
        "    def get_password(self, s, u): return self._all().get(u)\n"
        "    def set_password(self, s, u, p): FILE.write_text(json.dumps({**self._all(), u: p}))\n"
        "    def delete_password(self, s, u):\n"
        "        FILE.write_text(json.dumps({k: v for k, v in self._all().items() if k != u}))\n"
    )
    env = {
        "PYTHONPATH": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "filed.Filed",
        "FILED": str(tmp_path / "keys.json"),
    }
    assert filled("encrypt", "--json", env=env).json()["key"] == "keyring"
    assert holding(filled.home) == []
    assert filled("checkins", "list", "--json", env=env).json()[0]["note"] == SECRET
    (tmp_path / "keys.json").rename(tmp_path / "away.json")
    refused = filled("checkins", "list", env=env)
    assert (refused.code, "key store" in refused.err) == (1, True)
    (tmp_path / "away.json").rename(tmp_path / "keys.json")
    assert filled("rekey", "--passphrase", env={**env, **NEW}).code == 0
    assert (tmp_path / "keys.json").read_text() == "{}"
    assert filled("checkins", "list", "--json", env=OLD).json()[0]["note"] == SECRET


def test_another_key_and_none_again(filled: Lifeos, paths: Paths) -> None:
    before = filled("export", "jsonl").out
    filled("encrypt", "--passphrase", env=NEW)
    assert filled("rekey", "--passphrase", env=TO_OTHER).code == 0
    assert filled("checkins", "list", env=OLD).code == 1
    assert filled("export", "jsonl", env=OTHER).out == before
    assert filled("decrypt", "--yes", env=OTHER).code == 0
    assert not cipher.note(paths.database).exists()
    assert filled("export", "jsonl").out == before
    for file in paths.backups.glob("*.db"):
        assert cipher.head(file) == cipher.PLAIN
    assert filled("memory", "verify").code == 0
    assert filled("db", "check").out == "ok\n"


CHILD = """
import os, pathlib, signal, sys
left = [int(sys.argv[1])]
def counted(work):
    def run(*args, **more):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*args, **more)
    return run
os.fsync = counted(os.fsync)
pathlib.Path.replace = counted(pathlib.Path.replace)
pathlib.Path.unlink = counted(pathlib.Path.unlink)
sys.argv[1:2] = []
from lifeos_cli.__main__ import main
main()
"""
MOMENTS = [
    pytest.param(range(1, 60, 12), id="5"),
    pytest.param(range(1, 60), id="59", marks=[pytest.mark.slow, pytest.mark.timeout(1800)]),
]


@pytest.mark.parametrize("moments", MOMENTS)
@pytest.mark.parametrize("verb", ["encrypt", "rekey", "decrypt"])
def test_killed_anywhere_the_store_opens_and_the_change_can_be_done_again(
    filled: Lifeos, tmp_path: Path, verb: str, moments: range
) -> None:
    if verb != "encrypt":
        filled("encrypt", "--passphrase", env=NEW)
    env = {"encrypt": {**OLD, **NEW}, "rekey": TO_OTHER, "decrypt": OLD}[verb]
    args = [verb, "--yes"] if verb == "decrypt" else [verb, "--passphrase"]
    (tmp_path / "child.py").write_text(CHILD)
    killed = 0
    for moment in moments:
        one = Lifeos(tmp_path / f"{verb}-{moment}")
        shutil.copytree(filled.home, one.home)
        done = subprocess.run(
            [sys.executable, str(tmp_path / "child.py"), str(moment), *args],
            env=one.env(env),
            capture_output=True,
            check=False,
        )
        killed += done.returncode == -9
        runs = [one("checkins", "list", "--json", env=way) for way in (OLD, OTHER)]
        notes = [run.json()[0]["note"] for run in runs if run.code == 0]
        assert notes[:1] == [SECRET], (moment, [run.err for run in runs])
        if done.returncode == -9:
            works = OLD if runs[0].code == 0 else OTHER
            again = one(*args, env={**env, **works})
            assert again.code in (0, 1), again.err
            assert again.code == 0 or "already" in again.err or "not encrypted" in again.err
        last = OTHER if verb == "rekey" else OLD
        assert one("checkins", "list", "--json", env=last).json()[0]["note"] == SECRET
        assert one("db", "check", env=last).out == "ok\n"
        if verb != "decrypt":
            assert holding(one.home) == [], moment
        assert not list(one.home.rglob(".*recrypt*"))
        shutil.rmtree(one.home)
    assert killed > 2
