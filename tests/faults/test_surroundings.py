"""Surroundings nobody asked for: no home named, a window that changes its size, standard streams that are closed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect

if TYPE_CHECKING:
    from tests.conftest import Lifeos


def test_without_a_home_in_the_environment_the_systems_own_is_used(lifeos: Lifeos) -> None:
    env = {key: value for key, value in lifeos.env().items() if key not in ("HOME", "LIFEOS_HOME")}
    done = subprocess.run(lifeos.argv("db", "path"), env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_absolute()
    assert Path(done.stdout.strip()).name == "lifeos.db"


def test_a_window_that_changes_its_size_loses_no_letter(lifeos: Lifeos) -> None:
    lifeos("consent", "set", "adult", "on")
    terminal = lifeos.terminal("chat", "--coach", "woop")
    terminal.expect_exact("you>")
    terminal.send("run a ")
    for rows, columns in ((10, 30), (50, 200), (3, 12), (40, 100)):
        terminal.setwinsize(rows, columns)
    terminal.send("10k\r")
    terminal.expect_exact("best thing")
    terminal.expect_exact("you>")
    terminal.sendeof()
    terminal.expect(pexpect.EOF)
    assert terminal.wait() == 0
    (session,) = lifeos("sessions", "list", "--json").json()
    shown = lifeos("sessions", "show", session["id"], "--json").json()
    assert [one["content"] for one in shown["messages"] if one["role"] == "user"] == ["run a 10k"]


def test_closed_standard_streams_are_no_failure(lifeos: Lifeos) -> None:
    done = subprocess.run(
        ["sh", "-c", '"$0" -m lifeos_cli checkin --mood 5 <&- >&- 2>&-', sys.executable],
        env=lifeos.env(),
        check=False,
    )
    assert done.returncode == 0
    assert len(lifeos("checkins", "list", "--json").json()) == 1
