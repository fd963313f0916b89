"""The examples run as they stand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Lifeos

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def test_the_pipelines_run(lifeos: Lifeos, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "lifeos"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m lifeos_cli "$@"\n')
    program.chmod(0o755)
    env = {**lifeos.env(), "PATH": f"{program.parent}:{os.environ['PATH']}"}
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
