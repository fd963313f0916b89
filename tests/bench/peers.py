"""Beside the programs people have: `python -m tests.bench.peers`.

`llm`, `jrnl`, `todoman` and `sqlite-utils` are installed into an environment of
their own (`.bench/peers`); `taskwarrior` joins where the system has it. Each
program keeps a thousand entries in a home of its own and does what it does
best: list them, add one, start.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.clock import DAY, local_date, now_ms
from lifeos_cli.paths import resolve
from lifeos_cli.record import checkins
from lifeos_cli.store import users
from lifeos_cli.store.database import Store
from tests.bench import chat
from tests.bench.timing import BARE, PROGRAM, environment, in_turn, show, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOLDER = Path(__file__).parents[2] / ".bench" / "peers"
PACKAGES = ("llm", "llm-anthropic", "jrnl", "todoman", "sqlite-utils")
ENTRIES = 1000
ROUNDS = 11
_TODO = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//bench//EN
BEGIN:VTODO
UID:bench-{n}
DTSTAMP:20261101T080000Z
SUMMARY:Entry {n} about the river walk
END:VTODO
END:VCALENDAR
"""


def installed() -> Path:
    """Return the folder of the peers' programs, installed once."""
    programs = FOLDER / "bin"
    if not (programs / "jrnl").exists():
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
        subprocess.run([str(programs / "pip"), "install", "-q", *PACKAGES], check=True)
    return programs


def versions(programs: Path) -> dict[str, str]:
    """Return each peer's version as its package says it."""
    frozen = subprocess.run(
        [str(programs / "pip"), "freeze"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    found = dict(line.split("==", 1) for line in frozen if "==" in line)
    return {name: found[name] for name in PACKAGES if name in found}


def fill(home: Path) -> dict[str, str]:
    """Give every program a thousand entries; returns the environment they all run in."""
    env = environment(home) | {"HOME": str(home), "LLM_USER_PATH": str(home / "llm"), "NO_COLOR": "1"}
    env["XDG_CONFIG_HOME"] = str(home / "config")
    with Store(resolve(str(home))) as store:
        me = users.current(store.conn)
        if me is None:
            raise RuntimeError("a new store has its first person")
        for n in range(ENTRIES):
            at = now_ms() - (ENTRIES - n) * DAY // 3
            items = {"mood": 1 + n % 7, "note": f"Entry {n} about the river walk"}
            checkins.log(store, me.id, items, windows=(), at=at)
    _jrnl(home)
    todos = home / "todos" / "list"
    todos.mkdir(parents=True)
    for n in range(ENTRIES):
        (todos / f"{n}.ics").write_text(_TODO.format(n=n))
    (home / "config" / "todoman").mkdir(parents=True)
    (home / "config" / "todoman" / "config.py").write_text(
        f'path = "{home}/todos/*"\ncache_path = "{home}/todo.sqlite"\ndefault_list = "list"\n'
    )
    if shutil.which("task"):
        (home / ".taskrc").write_text(f"data.location={home}/task\nconfirmation=no\n")
        lines = "\n".join(f'{{"description":"Entry {n} about the river walk"}}' for n in range(ENTRIES))
        subprocess.run(
            ["task", "import", "-"], input=lines, env=env, text=True, capture_output=True, check=True
        )
    return env


def _jrnl(home: Path) -> None:
    folder = home / "config" / "jrnl"
    folder.mkdir(parents=True)
    journal = home / "journal.txt"
    (folder / "jrnl.yaml").write_text(
        f"version: v4.6\njournals:\n  default:\n    journal: {journal}\neditor: ''\nencrypt: false\n"
        "colors:\n  body: none\n  date: none\n  tags: none\n  title: none\n"
        "default_hour: 9\ndefault_minute: 0\nhighlight: false\nindent_character: '|'\nlinewrap: 79\n"
        "tagsymbols: '@'\ntemplate: false\ntimeformat: '%F %r'\ndisplay_format: null\n"
    )
    days = (local_date(now_ms() - (ENTRIES - n) * DAY // 3) for n in range(ENTRIES))
    journal.write_text(
        "".join(f"[{day} 09:00:00 AM] Entry {n} about the river walk.\n\n" for n, day in enumerate(days))
    )


def _prompt(program: str, args: list[str], sign: str, env: Mapping[str, str]) -> float:
    import pexpect

    began = time.perf_counter()
    terminal = pexpect.spawn(program, args, env=dict(env), dimensions=(40, 100), encoding="utf-8")
    terminal.expect_exact(sign)
    taken = time.perf_counter() - began
    terminal.close(force=True)
    return taken


def main() -> None:
    """Measure starting, listing and adding, then a model's first answer and the prompt."""
    programs = installed()
    print("peers:", ", ".join(f"{name} {version}" for name, version in versions(programs).items()))
    with tempfile.TemporaryDirectory() as folder:
        env = fill(Path(folder))
        runs: dict[str, dict[str, Sequence[str]]] = {
            "start": {
                "lifeos --version": (PROGRAM, "--version"),
                **{
                    f"{name} --version": (str(programs / name), "--version")
                    for name in ("llm", "jrnl", "todo")
                },
                "sqlite-utils --version": (str(programs / "sqlite-utils"), "--version"),
            },
            f"list {ENTRIES} entries": {
                "lifeos checkins list": (PROGRAM, "checkins", "list", "-n", str(ENTRIES)),
                "jrnl --short": (str(programs / "jrnl"), "-n", str(ENTRIES), "--short"),
                "todo list": (str(programs / "todo"), "list"),
                "sqlite-utils rows": (
                    *(str(programs / "sqlite-utils"), "rows"),
                    *(str(resolve(folder).database), "checkins", "--limit", str(ENTRIES)),
                ),
            },
            "add one": {
                "lifeos checkin": (PROGRAM, "checkin", "--mood", "5", "--note", "one more"),
                "jrnl": (str(programs / "jrnl"), "one more."),
                "todo new": (str(programs / "todo"), "new", "-l", "list", "one more"),
            },
        }
        if shutil.which("task"):
            runs["start"]["task --version"] = ("task", "--version")
            runs[f"list {ENTRIES} entries"]["task list"] = ("task", "rc.gc=off", "list")
            runs["add one"]["task add"] = ("task", "add", "one more")
        for words in runs[f"list {ENTRIES} entries"].values():
            _require_all(words, env)
        for title, programs_ in runs.items():
            cases = {"python -c pass": partial(whole, BARE, env)}
            cases |= {name: partial(whole, words, env) for name, words in programs_.items()}
            show(title, in_turn(cases, ROUNDS), "python -c pass")
        with chat.model() as url:
            _answers(programs, {**env, **chat.keyed(Path(folder), url)})


def _require_all(words: Sequence[str], env: Mapping[str, str]) -> None:
    """Make sure that a program lists what it was given, so that nobody is fast for doing nothing."""
    done = subprocess.run(
        words, env=dict(env), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.stdout.count("Entry ") < ENTRIES * 0.99 or done.returncode:
        raise RuntimeError(f"{words[0]} lists {done.stdout.count('Entry ')} entries: {done.stderr[-300:]}")


def _answers(programs: Path, env: dict[str, str]) -> None:
    llm = str(programs / "llm")
    cases = {
        "bare SDK script": partial(whole, (sys.executable, "-c", chat.BARE_SDK), env),
        "lifeos chat hi": partial(whole, (PROGRAM, "chat", "hi"), env),
        "llm hi": partial(whole, (llm, "-m", "claude-sonnet-5.5", "hi"), env),
    }
    show("One message to a model on loopback, whole process", in_turn(cases, ROUNDS), "bare SDK script")
    cases = {
        "lifeos chat": partial(_prompt, PROGRAM, ["chat", "--no-input"], "you>", env),
        "llm chat": partial(_prompt, llm, ["chat", "-m", "claude-sonnet-5.5"], "\n> ", env),
    }
    show("Prompt of a chat", in_turn(cases, ROUNDS), "lifeos chat")


if __name__ == "__main__":
    main()
