"""Our timers of systemd come and go; nobody else's files are touched."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.extraction.schedule import systemd
from lifeos_cli.extraction.schedule.entries import Program, entries

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Lifeos

analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")


def test_units_are_written_shown_and_removed_and_others_stay(lifeos: Lifeos, tmp_path: Path) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    (folder / "lifeos-mine.timer").write_text("# by hand\n")
    place = ("--systemd", "--file", str(folder))
    made = lifeos(
        "schedule", "install", *place, "--json", env={"LIFEOS_CHECKIN_WINDOWS": "07:05-09:00,20:00-22:00"}
    )
    assert made.code == 0, made.err
    when = {row["name"]: row["when"] for row in made.json()}
    assert when == {
        "jobs": "*-*-* *:00/15:00",
        "optimize": "*-*-* 03:10:00",
        "backup": "*-*-* 03:40:00",
        "weekly": "Mon *-*-* 05:50:00",
        "checkin1": "*-*-* 07:05:00",
        "checkin2": "*-*-* 20:00:00",
    }
    assert lifeos("schedule", "install", *place, env={"LIFEOS_CHECKIN_WINDOWS": "07:05-09:00"}).code == 0
    assert len(lifeos("schedule", "show", *place, "--json").json()) == 5
    assert lifeos("schedule", "remove", *place, "--json").json() == {"removed": 5}
    assert [path.name for path in folder.iterdir()] == ["lifeos-mine.timer"]


def test_a_file_of_somebody_elses_with_our_name_stops_the_install_before_anything_is_written(
    lifeos: Lifeos, tmp_path: Path
) -> None:
    (tmp_path / "lifeos-backup.service").write_text("[Service]\n")
    done = lifeos("schedule", "install", "--systemd", "--file", str(tmp_path))
    assert done.code == 1
    assert [path.name for path in tmp_path.glob("lifeos-*")] == ["lifeos-backup.service"]


def test_words_are_quoted_as_systemd_reads_them() -> None:
    text = systemd.service(entries([])[0], Program((("TZ", "UTC"),), ("lifeos", "--home", '/a b/100%/$x"')))
    assert 'ExecStart=lifeos --home "/a b/100%%/$$x\\"" jobs run --everybody --quiet\n' in text
    assert "Environment=TZ=UTC\n" in text


@analyze
def test_systemd_itself_finds_no_fault_in_them(tmp_path: Path) -> None:
    program = Program((), ("/bin/true",))
    systemd.Units(tmp_path).install(entries(["08:00-10:00"]), program)
    for row in systemd.Units(tmp_path).installed():
        read = subprocess.run(["systemd-analyze", "calendar", row["when"]], capture_output=True, check=False)
        assert read.returncode == 0, read.stderr
