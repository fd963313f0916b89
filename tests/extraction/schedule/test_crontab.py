"""Our lines in a crontab come and go; every other byte stays."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.errors import LifeosError
from lifeos_cli.extraction.schedule import crontab
from lifeos_cli.extraction.schedule.entries import Program, entries

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Lifeos

THEIRS = b"MAILTO=me\n# my own\n0 5 * * 1 tar -zcf /var/backups/home.tgz /home/ 100%\n"
WINDOWS = ["08:00-10:00", "20:30-22:00"]
CRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "SHELL": "/bin/sh"}
"""About all that cron gives a command, besides HOME."""
AT = {"LIFEOS_NOW": "2026-11-22T08:30:00+00:00"}
BODY = crontab.block(entries(WINDOWS), Program((), ("lifeos",)))
_foreign = st.lists(
    st.binary(max_size=40).filter(lambda text: b"lifeos schedule" not in text), max_size=6
).map(b"\n".join)


@given(_foreign)
def test_installing_twice_and_removing_gives_back_every_byte(before: bytes) -> None:
    once = crontab.with_block(before, BODY)
    assert once.startswith(before)
    assert crontab.with_block(once, BODY) == once
    changed = crontab.with_block(once, b"# other: x\n1 1 * * * y\n")
    assert crontab.installed(changed) == [{"name": "other", "when": "1 1 * * *", "command": "y"}]
    assert crontab.without(changed) == before
    assert crontab.without(before) == before


@given(_foreign, _foreign)
def test_lines_before_and_behind_our_block_stay_where_they_are(head: bytes, tail: bytes) -> None:
    if head and not head.endswith(b"\n"):
        head += b"\n"
    both = crontab.with_block(head, BODY) + tail
    assert crontab.with_block(both, BODY) == both
    assert crontab.without(both) == head + tail


@pytest.mark.parametrize(
    "torn",
    [
        crontab.BEGIN + b"\n1 1 * * * x\n",
        b"1 1 * * * x\n" + crontab.END + b"\n",
        2 * (crontab.BEGIN + b"\n" + crontab.END + b"\n"),
        crontab.BEGIN + b"\n" + crontab.BEGIN + b"\n" + crontab.END + b"\n",
    ],
)
def test_marks_that_do_not_fit_together_are_refused_and_nothing_is_written(torn: bytes) -> None:
    for act in (crontab.without, crontab.installed, lambda text: crontab.with_block(text, BODY)):
        with pytest.raises(LifeosError):
            act(torn)


def test_the_command_writes_shows_and_removes_its_own_lines_in_a_file(lifeos: Lifeos, tmp_path: Path) -> None:
    file = tmp_path / "crontab"
    file.write_bytes(THEIRS)
    file.chmod(0o640)
    env = {"LIFEOS_CHECKIN_WINDOWS": ",".join(WINDOWS)}
    made = lifeos("schedule", "install", "--file", str(file), "--json", env=env)
    assert made.code == 0, made.err
    content = file.read_bytes()
    assert content.startswith(THEIRS)
    assert file.stat().st_mode & 0o777 == 0o640
    when = {row["name"]: row["when"] for row in made.json()}
    assert when == {
        "jobs": "*/15 * * * *",
        "optimize": "10 3 * * *",
        "backup": "40 3 * * *",
        "weekly": "50 5 * * 1",
        "checkin1": "0 8 * * *",
        "checkin2": "30 20 * * *",
    }
    assert lifeos("schedule", "show", "--file", str(file), "--json").json() == made.json()
    assert lifeos("schedule", "install", "--file", str(file), env=env).code == 0
    assert file.read_bytes() == content
    assert lifeos("schedule", "remove", "--file", str(file), "--json").json() == {"removed": 6}
    assert file.read_bytes() == THEIRS
    assert lifeos("schedule", "remove", "--file", str(file), "--json").json() == {"removed": 0}
    assert lifeos("schedule", "show", "--file", str(file), "--json").json() == []


def test_the_users_own_crontab_is_read_and_written_through_crontab(lifeos: Lifeos, tmp_path: Path) -> None:
    kept, folder = tmp_path / "kept", tmp_path / "bin"
    folder.mkdir()
    fake = folder / "crontab"
    fake.write_text(
        f'#!/bin/sh\nif [ "$1" = -l ]; then [ -e {kept} ] || {{ echo "no crontab for me" >&2; exit 1; }}; '
        f"cat {kept}; else cat > {kept}; fi\n"
    )
    fake.chmod(0o755)
    env = {"PATH": f"{folder}:{os.environ['PATH']}"}
    assert lifeos("schedule", "show", "--cron", "--json", env=env).json() == []
    assert lifeos("schedule", "install", "--cron", env=env).code == 0
    assert kept.read_bytes().startswith(crontab.BEGIN)
    assert lifeos("schedule", "remove", "--cron", env=env).code == 0
    assert kept.read_bytes() == b""


def test_without_cron_it_says_what_to_do(lifeos: Lifeos, tmp_path: Path) -> None:
    done = lifeos("schedule", "install", "--cron", env={"PATH": str(tmp_path)})
    assert done.code == 69
    assert "--systemd" in done.err


def test_a_home_with_blanks_quotes_and_percent_signs_survives_crontab_and_shell(tmp_path: Path) -> None:
    odd = str(tmp_path / 'it\'s 100% "mine"')
    entry = entries([])[0]
    text = crontab.line(entry, Program((("TZ", "Europe/Berlin"),), ("lifeos", "--home", odd)))
    assert "%" not in text.replace("\\%", "")
    # cron takes the backslash before % away and gives the rest to the shell.
    command = text.split(None, 5)[5].replace("\\%", "%")
    assert shlex.split(command)[:4] == ["TZ=Europe/Berlin", "lifeos", "--home", odd]


def test_what_cron_runs_prints_nothing_when_there_is_nothing_to_say(lifeos: Lifeos, tmp_path: Path) -> None:
    file = tmp_path / "crontab"
    bare = {"LIFEOS_CHECKIN_WINDOWS": "08:00-10:00"}
    assert lifeos("checkin", "--mood", "5", "--note", "a \u00fcml\u00e4ut to index", env=AT).code == 0
    assert lifeos("schedule", "install", "--file", str(file), env=bare).code == 0
    rows = lifeos("schedule", "show", "--file", str(file), "--json").json()
    assert len(rows) == 5
    home = tmp_path / "bare"
    home.mkdir()
    for row in rows:
        command = row["command"].replace("\\%", "%")
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            env={**CRON, **AT, "HOME": str(home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), row
    jobs = lifeos("jobs", "list", "--json").json()
    ended = {job["type"]: (job["status"], job["output"]) for job in jobs}
    assert ended["index"] == ("completed", {"embedded": 1, "left": 0})
    assert ended["review"][0] == "completed"
    assert ended["review"][1]["review"]["from"] == "2026-11-09"
    assert (
        len(list((lifeos.home / "backups").glob("*.db"))) + len(list(lifeos.home.rglob("lifeos-*.db"))) >= 1
    )


@pytest.mark.parametrize(("desktop", "printed"), [("exit 0", False), ("exit 1", True), (None, True)])
def test_a_due_checkin_is_told_on_the_desktop_or_else_printed(
    lifeos: Lifeos, tmp_path: Path, desktop: str | None, printed: bool
) -> None:
    told = tmp_path / "told"
    if desktop:
        fake = tmp_path / "notify-send"
        fake.write_text(f'#!/bin/sh\necho "$@" > {told}\n{desktop}\n')
        fake.chmod(0o755)
    lifeos("users", "list")
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "LIFEOS_NOW": "2026-11-22T08:00:00+00:00"}
    done = lifeos("checkins", "due", "--notify", env=env)
    assert done.code == 0
    assert ("check-in due" in done.out) is printed
    assert told.exists() is (desktop is not None)
