"""What holds for every command: its output, its global flags, its exit codes, and how it ends when it is stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.cli import entry
from lifeos_cli.cli.commands import COMMANDS
from lifeos_cli.store import users
from lifeos_cli.store.database import Store
from tests.conftest import Result
from tests.store import make

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

NOW = {"LIFEOS_NOW": "2026-11-22T21:00:00+00:00"}
DIARY = "tabs\tand\nlines\r\nof \u2028 a \x0b diary é 你好"
LISTS = [
    (["sessions", "list"], 2),
    (["sessions", "search", "diary"], 2),
    (["checkins", "list"], 2),
    (["checkins", "trend"], 1),
    (["checkins", "calendar", "--year", "2026"], 1),
    (["coaches", "list"], 12),
    (["consent", "list"], 3),
    (["users", "list"], 2),
    (["config", "list"], None),
]
IDS = [" ".join(args) for args, _ in LISTS]


def ulids(found: list[dict[str, Any]]) -> bool:
    return all(len(row["id"]) == 26 for row in found if "handle" in row)


@pytest.fixture
def filled(lifeos: Lifeos, paths: Paths) -> Lifeos:
    """A store with texts that would break a line."""
    with Store(paths) as store:
        me = users.current(store.conn)
        assert me
        make.user(store, "Ada \t b")
        for day in ("2026-11-21", "2026-11-21"):
            make.checkin(store, me.id, "work", note=DIARY, local_date=day, at=1_795_300_000_000)
            row = make.session(store, me.id, title=DIARY)
            make.message(store, me.id, row.id, content=DIARY)
    return lifeos


@pytest.fixture
def here(
    lifeos: Lifeos, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Result]:
    """Run the program in this process, for tables of many cases."""
    monkeypatch.setattr(signal, "signal", lambda *_args: None)

    def run(*args: str, env: dict[str, str] | None = None) -> Result:
        with monkeypatch.context() as patch:
            for name, value in {"LIFEOS_HOME": str(lifeos.home), **(env or {})}.items():
                patch.setenv(name, value)
            code = entry.run(list(args))
            return Result(code, *capfd.readouterr())

    return run


@pytest.mark.parametrize(("args", "count"), LISTS, ids=IDS)
def test_off_a_terminal_a_list_is_tsv_under_a_header_and_one_line_a_row(
    filled: Lifeos, here: Callable[..., Result], args: list[str], count: int | None
) -> None:
    done = here(*args, env={"FORCE_COLOR": "1", "NO_COLOR": "", "COLUMNS": "40"})
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("\n")
    lines = done.out[:-1].split("\n")
    assert done.out[:-1].splitlines() == lines
    assert len({line.count("\t") for line in lines}) == 1
    assert count is None or len(lines) == count + 1
    assert "\x1b" not in done.out


@pytest.mark.parametrize(("args", "count"), LISTS, ids=IDS)
def test_json_is_one_array_wherever_the_flag_stands(
    filled: Lifeos, here: Callable[..., Result], args: list[str], count: int | None
) -> None:
    after = here(*args, "--json")
    found = after.json()
    assert isinstance(found, list)
    assert count is None or len(found) == count
    assert ulids(found)
    assert after.out.count("\n") == 1
    assert after.out.isascii()
    before = here("--json", *args)
    between = here(args[0], "--json", *args[1:])
    twin = here(*args, env={"LIFEOS_JSON": "1"})
    assert before.out == between.out == twin.out == after.out


@pytest.mark.parametrize(
    "args",
    [["checkins", "list"], ["today"], ["sessions", "list"], ["users", "list"], ["checkins", "calendar"]],
)
def test_user_and_home_stand_anywhere_and_in_the_environment(
    lifeos: Lifeos, here: Callable[..., Result], tmp_path: Path, args: list[str]
) -> None:
    other = str(tmp_path / "other")
    here("--home", other, "users", "add", "Ada")
    here("--home", other, "--user", "Ada", "checkin", "--mood", "3")
    here("--home", other, "checkin", "--mood", "4", "--note", "of the first person")
    nowhere = {"LIFEOS_HOME": ""}
    before = here("--home", other, "--user", "ada", *args, env=nowhere)
    assert before.code == 0, before.err
    after = here(*args, "--user", "ada", "--home", other, env=nowhere)
    twin = here(*args, env={"LIFEOS_HOME": other, "LIFEOS_USER": "ada"})
    over = here("--home", other, *args, "--user", "ada", env={"LIFEOS_USER": "me"})
    assert before.out == after.out == twin.out == over.out
    assert "of the first person" not in before.out
    assert not lifeos.home.exists()
    unknown = here(*args, "--user", "nobody", env={"LIFEOS_HOME": other})
    if args != ["users", "list"]:
        assert (unknown.code, unknown.out) == (3, "")


def test_everything_lies_under_the_home(lifeos: Lifeos, tmp_path: Path) -> None:
    lifeos("chat", "--coach", "woop", "hello")
    lifeos("coaches", "new", "mine")
    lifeos("config", "set", "coach", "woop")
    found = {path.relative_to(lifeos.home).parts[0] for path in lifeos.home.rglob("*")}
    assert found <= {"data", "config", "cache", "state", "logs"}
    assert list((tmp_path / "person").iterdir()) == []
    for path in lifeos.home.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize("quiet", [["--quiet"], ["-q"], []])
def test_quiet_says_nothing_about_what_was_done(lifeos: Lifeos, quiet: list[str]) -> None:
    env = {} if quiet else {"LIFEOS_QUIET": "1"}
    done = lifeos("checkin", "--mood", "4", *quiet, env=env)
    assert (done.code, done.out, done.err) == (0, "", "")
    row = lifeos(*quiet, "checkin", "--mood", "4", "--json", env=env)
    assert row.json()["mood"] == 4
    assert row.err == ""
    assert lifeos(*quiet, "checkin", "--mood", "9", env=env).err.startswith("lifeos: ")


def test_no_input_asks_nothing_even_on_a_terminal(lifeos: Lifeos) -> None:
    for args, env in ((["--no-input", "checkin"], {}), (["checkin"], {"LIFEOS_NO_INPUT": "1"})):
        terminal = lifeos.terminal(*args, env=env)
        terminal.expect("there is nothing in this check-in")
        assert terminal.wait() == 2


def coloured(lifeos: Lifeos, *args: str, **env: str) -> bool:
    """Run on a terminal; an empty value takes a variable away."""
    terminal = lifeos.terminal(*args, env={**NOW, **env})
    terminal.expect("handle.*\r\n.*\r\n")
    terminal.wait()
    return "\x1b[" in str(terminal.after)


def test_colour_is_the_flags_then_the_environments_then_the_terminals(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "4", env=NOW)
    args = ("checkins", "list")
    assert coloured(lifeos, *args, NO_COLOR="")
    assert not coloured(lifeos, *args, NO_COLOR="1", FORCE_COLOR="1")
    assert not coloured(lifeos, *args, NO_COLOR="", TERM="dumb")
    assert coloured(lifeos, *args, NO_COLOR="", TERM="dumb", FORCE_COLOR="1")
    assert not coloured(lifeos, *args, "--color", "never", NO_COLOR="", FORCE_COLOR="1")
    assert coloured(lifeos, "--color", "always", *args, NO_COLOR="1")
    assert not coloured(lifeos, *args, NO_COLOR="", LIFEOS_COLOR="never")
    assert lifeos(*args, "--color", "sometimes").code == 2


def test_a_terminal_of_40_columns_is_kept_to(filled: Lifeos) -> None:
    import pexpect

    for args in (["checkins", "list"], ["sessions", "list"], ["checkins", "calendar", "--year", "2026"]):
        python, *rest = filled.argv(*args)
        env = filled.env({"COLUMNS": "", "LINES": ""})
        del env["COLUMNS"], env["LINES"]
        terminal = pexpect.spawn(python, rest, env=env, encoding="utf-8", dimensions=(24, 40))
        shown = terminal.read()
        terminal.close()
        assert terminal.exitstatus == 0
        lines = shown.replace("\r", "").split("\n")
        assert len(lines) > 2
        assert max(map(len, lines)) <= 40, args


def test_a_traceback_comes_only_with_debug_and_never_the_diary(lifeos: Lifeos) -> None:
    boom = (
        "import lifeos_cli.record.checkins as c, sys; from lifeos_cli.cli.entry import run\n"
        "def log(*a, **k): raise ZeroDivisionError('secret diary')\n"
        "c.log = log; sys.exit(run(sys.argv[1:]))"
    )
    for flags, env, traced in (
        ([], {}, False),
        (["--debug"], {}, True),
        ([], {"LIFEOS_DEBUG": "1"}, True),
        ([], {"LIFEOS_DEBUG": "0"}, False),
    ):
        command = [lifeos.argv()[0], "-c", boom, "checkin", "--mood", "4", "--note", "secret diary", *flags]
        done = subprocess.run(command, env=lifeos.env(env), capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert ("Traceback" in done.stderr) == traced
        last = done.stderr.splitlines()[-1]
        assert last.startswith("lifeos: ")
        assert "secret diary" not in last
        assert traced or len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("args", "meant"),
    [
        (["chekin", "--mood", "4"], "checkin"),
        (["sesions", "list"], "sessions"),
        (["sessions", "lst"], "list"),
        (["checkins", "trnd"], "trend"),
        (["checkin", "--moood", "4"], "--mood"),
        (["zzzzz\n\x1b[2J"], ""),
        (["--jsno", "today"], "--json"),
    ],
)
def test_a_slip_of_the_finger_is_one_line_with_what_was_probably_meant(
    lifeos: Lifeos, here: Callable[..., Result], args: list[str], meant: str
) -> None:
    done = here(*args)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("lifeos: ")
    assert done.err.count("\n") == 1
    assert "\x1b" not in done.err
    assert meant in done.err
    assert not lifeos.home.exists()


def test_every_command_has_help_with_exit_0(here: Callable[..., Result]) -> None:
    for name in COMMANDS:
        done = here(name, "--help")
        assert (done.code, done.err) == (0, "")
        assert done == here(name, "-h")
    done = here("--help")
    for flag in ("--user", "--home", "--json", "--quiet", "--color", "--debug", "--no-input", "--version"):
        assert flag in done.out


def test_the_version_is_one_line_wherever_it_is_asked(lifeos: Lifeos) -> None:
    from lifeos_cli import __version__

    assert lifeos("--version").out == f"lifeos {__version__}\n"
    assert lifeos("--quiet", "--version").out == f"lifeos {__version__}\n"


def into_closed_pipe(lifeos: Lifeos, *args: str) -> tuple[int, str]:
    """Run with a standard output that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            lifeos.argv(*args),
            stdout=writing,
            stderr=subprocess.PIPE,
            env=lifeos.env(),
            check=False,
            timeout=60,
        )
    finally:
        os.close(writing)
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    "args",
    [
        ["checkins", "list"],
        ["checkins", "list", "--json"],
        ["checkins", "due"],
        ["today"],
        ["--help"],
        ["coaches", "list"],
        ["watch", "-q", "--once", "--since", "0", "--jsonl"],
    ],
    ids=" ".join,
)
def test_a_reader_that_has_gone_is_no_failure(lifeos: Lifeos, paths: Paths, args: list[str]) -> None:
    with Store(paths) as store:
        me = users.current(store.conn)
        assert me
        with store.write():
            for _ in range(500):
                make.checkin(store, me.id, note="x" * 300)
    assert into_closed_pipe(lifeos, *args) == (0, "")


def blocked(lifeos: Lifeos, stop: Callable[[subprocess.Popen[bytes]], None]) -> tuple[int, bytes]:
    """Stop a process that waits for the rest of a note."""
    child = lifeos.start("safety", "check", "--lines", "-")
    assert child.stdin
    assert child.stdout
    child.stdin.write(b"a line\n")
    child.stdin.flush()
    assert json.loads(child.stdout.readline())["level"] == "none"
    stop(child)
    _, err = child.communicate(timeout=30)
    return child.returncode, err


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_with_its_code_and_no_word(lifeos: Lifeos, sent: signal.Signals, code: int) -> None:
    assert blocked(lifeos, lambda child: child.send_signal(sent)) == (code, b"")


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
    ],
    ids=str,
)
def test_a_terminal_that_knows_only_ascii_gets_what_it_can_show(filled: Lifeos, env: dict[str, str]) -> None:
    for args in (
        ["checkins", "list"],
        ["sessions", "list"],
        ["sessions", "show", "tabs"],
        ["checkin", "--mood", "4", "--note", "é 你好"],
        ["checkin", "--mood", "é"],
    ):
        done = subprocess.run(filled.argv(*args), env=filled.env(env), capture_output=True, check=False)
        assert b"Traceback" not in done.stderr
        assert b"error of the program" not in done.stderr, args
        assert done.returncode in (0, 2)
    rows = filled("checkins", "list", "--json").json()
    assert rows[-1]["note"] == "é 你好"


def test_bytes_of_the_command_line_that_are_no_utf8_do_no_harm(lifeos: Lifeos) -> None:
    for env in ({}, {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}):
        command = [os.fsencode(word) for word in lifeos.argv("checkin", "--mood", "4", "--json", "--note")]
        done = subprocess.run([*command, b"caf\xe9"], env=lifeos.env(env), capture_output=True, check=False)
        assert json.loads(done.stdout)["note"] == "caf\ufffd"
        bad = subprocess.run([*command[:3], b"\xe9"], env=lifeos.env(env), capture_output=True, check=False)
        assert bad.returncode == 2
        assert bad.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["checkins", "show", "nope"], 3, "no check-in answers to 'nope'. `lifeos checkins list`"),
        (["memory", "search", " "], 2, "there is nothing to look for"),
        (["watch", "--since", "x", "--once"], 2, "'x' is not a whole number"),
        (["decrypt"], 1, "the store is not encrypted"),
        (["export", "pdf"], 2, "markdown, sqlite."),
    ],
)
def test_an_error_says_what_and_what_to_do_in_one_line(
    lifeos: Lifeos, args: list[str], code: int, said: str
) -> None:
    if args[0] == "decrypt":
        pytest.importorskip("sqlcipher3")
    lifeos("checkin", "--mood", "5")
    done = lifeos(*args)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_the_output_is_told(lifeos: Lifeos) -> None:
    for args in (["checkin", "--mood", "5"], ["checkins", "list", "--json"], ["--version"]):
        for unbuffered in ("", "1"):
            with Path("/dev/full").open("wb") as full:
                running = lifeos.start(*args, stdout=full, env={"PYTHONUNBUFFERED": unbuffered})
                _, said = running.communicate(timeout=60)
            assert running.returncode == 1
            assert (
                said.decode().splitlines()[-1].startswith("lifeos: No space left on device: standard output.")
            )
            assert "Traceback" not in said.decode()
    assert len(lifeos("checkins", "list", "--json").json()) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_what_cannot_be_said_changes_no_exit_code(lifeos: Lifeos) -> None:
    for args, code in ((["checkin", "--mood", "5"], 0), (["nope"], 2)):
        with Path("/dev/full").open("wb") as full:
            running = lifeos.start(*args, stderr=full)
            running.communicate(timeout=60)
        assert running.returncode == code


@pytest.mark.parametrize(
    "view",
    [
        "goals list", "goals next", "skills list", "skills suggest", "checkins list", "checkins trend",
        "checkins calendar", "sessions list", "sessions search x", "facts list", "insights list", "followups list",
        "tags list", "proposals list", "approvals list", "jobs list", "schedule show", "usage", "undo --list",
        "profile history", "profile trend", "profile snapshots", "profile observations", "memory search x",
        "extract --all",
    ],
)  # fmt: skip
def test_an_empty_view_says_what_to_do_next_and_its_data_stay_data(lifeos: Lifeos, view: str) -> None:
    plain, data = lifeos(*view.split()), lifeos(*view.split(), "--json")
    assert (plain.code, data.code, data.out) == (0, 0, "[]\n")
    assert len(plain.out.splitlines()) <= 1
    for done in (plain, data):
        assert "lifeos " in done.err or "--" in done.err


def test_quiet_says_nothing_of_an_empty_view(lifeos: Lifeos) -> None:
    assert lifeos("goals", "list", "--quiet").err == ""
