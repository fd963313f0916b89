"""The real program on a real terminal: first run, a turn, a stop, a picker in a pipe, a second process, the way out."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.model_server import ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Lifeos

NOW = {"LIFEOS_NOW": "2026-11-22T20:30"}
LEFT = "\x1b[?1049l"
"""How the app leaves the alternate screen."""


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()


@pytest.fixture
def agreed(lifeos: Lifeos) -> Lifeos:
    """A person who has been through the first run and has a goal."""
    lifeos("consent", "set", "adult", "on")
    lifeos("goals", "add", "Swim a mile")
    return lifeos


def start(lifeos: Lifeos, *args: str, env: dict[str, str] | None = None) -> Any:
    """Start the app and wait for its first frame."""
    terminal = lifeos.terminal("tui", *args, env={**NOW, **(env or {})})
    terminal.expect_exact("[1 Today]")
    return terminal


def quiet(terminal: Any) -> None:
    """Wait until nothing more is drawn: then what is to be typed into has the focus."""
    import pexpect

    while terminal.expect([pexpect.TIMEOUT, r".+"], timeout=0.5):
        pass


def leave(terminal: Any) -> None:
    """Leave by the key, with exit code 0 and the terminal as it was."""
    terminal.sendcontrol("q")
    terminal.expect_exact(LEFT)
    assert terminal.wait() == 0


def test_the_first_run_on_a_terminal_writes_what_was_typed(lifeos: Lifeos) -> None:
    terminal = start(lifeos)
    terminal.expect_exact("Welcome to Life OS")
    for typed in ("Ann\r", "Swim daily\r", "5\r"):
        quiet(terminal)
        terminal.send(typed)
    quiet(terminal)
    terminal.send("\r")
    terminal.expect_exact("Ready.")
    leave(terminal)
    assert [goal["title"] for goal in lifeos("goals", "list", "--json").json()] == ["Swim"]
    assert lifeos("users", "list", "--json").json()[0]["name"] == "Ann"
    again = start(lifeos)
    assert again.expect_exact(["Welcome to Life OS", "Swim"]) == 1
    leave(again)


def test_a_turn_of_chat_on_a_terminal(agreed: Lifeos) -> None:
    terminal = start(agreed)
    terminal.send("\x1bOR")  # F3
    terminal.expect_exact("What would you like to be different")
    terminal.send("run a 10k\r")
    terminal.expect_exact("Why does that matter to you?")
    leave(terminal)
    (session,) = agreed("sessions", "list", "--json").json()
    found = agreed("sessions", "show", session["handle"], "--json").json()
    assert [message["role"] for message in found["messages"]] == ["assistant", "user", "assistant"]


def test_esc_interrupts_a_reply_on_a_terminal(agreed: Lifeos, server: ModelServer) -> None:
    server.scenario = "held"
    agreed("consent", "set", "send_to_model", "on")
    terminal = start(agreed, env=server.env())
    terminal.send("\x1bOR")
    terminal.expect_exact("claude-sonnet")
    terminal.send("hello\r")
    terminal.expect_exact("You have")
    terminal.send("\x1b")
    terminal.expect_exact("cut off here")
    leave(terminal)
    (session,) = agreed("sessions", "list", "--json").json()
    last = agreed("sessions", "show", session["handle"], "--json").json()["messages"][-1]
    assert (last["status"], last["content"][:8]) == ("interrupted", "You have")


@pytest.mark.parametrize(
    ("noun", "prepare", "typed"),
    [
        ("goals", ("goals", "add", "Learn to cook"), "cook"),
        ("sessions", ("chat", "--coach", "woop", "I want to cook"), "cook"),
        ("skills", ("skills", "add", "Cooking"), "cook"),
    ],
)
def test_a_picker_works_inside_a_pipe(
    noun: str, prepare: tuple[str, ...], typed: str, agreed: Lifeos, tmp_path: Any
) -> None:
    agreed("chat", "--coach", "woop", "something else")
    agreed("skills", "add", "Rowing")
    agreed(*prepare)
    (wanted,) = [
        one["handle"]
        for one in agreed(noun, "list", "--json").json()
        if typed in (one.get("title") or one.get("name") or "").lower()
    ]
    import pexpect

    chosen = tmp_path / "chosen"
    line = f"{sys.executable} -m lifeos_cli {noun} pick | cat > {chosen}"
    terminal: Any = pexpect.spawn(
        "/bin/sh", ["-c", line], env=agreed.env(NOW), encoding="utf-8", timeout=30, dimensions=(24, 80)
    )
    terminal.expect_exact("Which")
    terminal.send(typed)
    terminal.expect_exact(typed)
    terminal.send("\r")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert chosen.read_text().strip() == wanted


def test_what_a_second_process_writes_appears_without_a_key(agreed: Lifeos) -> None:
    terminal = start(agreed)
    terminal.expect_exact("Swim a mile")
    assert agreed("goals", "add", "Read a book").code == 0
    terminal.expect_exact("Read a book")
    leave(terminal)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 143), (signal.SIGINT, 130)]
)
def test_a_signal_ends_it_in_order(number: signal.Signals, code: int, agreed: Lifeos) -> None:
    terminal = start(agreed)
    terminal.expect_exact("Swim a mile")
    terminal.kill(number)
    terminal.expect_exact(LEFT)
    assert terminal.wait() == code


CRASH = """
import importlib.abc, sys
class Break(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "lifeos_cli.tui.screens.help":
            secret = "my diary"
            raise RuntimeError(secret)
sys.meta_path.insert(0, Break())
sys.argv = ["lifeos", "tui"]
from lifeos_cli.__main__ import main
main()
"""


def test_a_crash_restores_the_terminal_and_tells_no_text(agreed: Lifeos) -> None:
    import pexpect

    terminal: Any = pexpect.spawn(
        sys.executable, ["-c", CRASH], env=agreed.env(NOW), encoding="utf-8", timeout=30, dimensions=(40, 100)
    )
    terminal.expect_exact("Swim a mile")
    terminal.send("\x1bOP")  # F1
    terminal.expect_exact(LEFT)
    terminal.expect(pexpect.EOF)
    assert "RuntimeError" in terminal.before
    assert "my diary" not in terminal.before
    terminal.close()
    assert terminal.exitstatus == 1


def test_it_stops_and_goes_on_with_the_shell(agreed: Lifeos) -> None:
    import pexpect

    terminal: Any = pexpect.spawn(
        "/bin/bash",
        ["--norc", "-i"],
        env={**agreed.env(NOW), "PS1": "READY> "},
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 100),
    )
    terminal.expect_exact("READY>")
    terminal.sendline(f"{sys.executable} -m lifeos_cli tui")
    terminal.expect_exact("Swim a mile")
    terminal.sendcontrol("z")
    terminal.expect_exact(LEFT)
    terminal.expect("Stopped")
    terminal.sendline("fg")
    terminal.expect_exact("Swim a mile")
    terminal.sendcontrol("q")
    terminal.expect_exact(LEFT)
    terminal.expect_exact("READY>")
    terminal.sendline("exit")
    terminal.expect(pexpect.EOF)
    terminal.close()


def test_a_storm_of_resizes_leaves_it_alive(agreed: Lifeos) -> None:
    terminal = start(agreed)
    for number in range(60):
        terminal.setwinsize(10 + number % 50, 20 + (number * 37) % 160)
    terminal.setwinsize(24, 80)
    terminal.send("\x1bOS")  # F4
    terminal.expect_exact("[3 Goals]")
    leave(terminal)


def test_with_standard_error_in_a_file_nothing_is_drawn_into_it(agreed: Lifeos, tmp_path: Any) -> None:
    import pexpect

    errors = tmp_path / "errors"
    terminal: Any = pexpect.spawn(
        "/bin/sh",
        ["-c", f"{sys.executable} -m lifeos_cli tui 2> {errors}; echo code $?"],
        env=agreed.env(NOW),
        encoding="utf-8",
        timeout=30,
    )
    terminal.expect_exact("code 2")
    assert "\x1b" not in errors.read_text()
    assert re.fullmatch(r"lifeos: .*\n", errors.read_text())


def test_two_apps_and_a_worker_live_side_by_side(agreed: Lifeos) -> None:
    one, other = start(agreed), start(agreed)
    worker = subprocess.Popen(
        agreed.argv("jobs", "worker", "--quiet"),
        env=agreed.env(NOW),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        agreed("goals", "add", "Read a book")
        for terminal in (one, other):
            terminal.expect_exact("Read a book")
    finally:
        os.kill(worker.pid, signal.SIGTERM)
        worker.wait(20)
    for terminal in (one, other):
        leave(terminal)
