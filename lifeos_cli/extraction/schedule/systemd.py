"""Our timers of systemd: two files each in the person's own folder of units, known by their first line."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.errors import LifeosError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.extraction.schedule.entries import Entry, Program

MARK = "# Written by `lifeos schedule install`, taken out by `lifeos schedule remove`."
PREFIX = "lifeos-"
_NAMES = (f"{PREFIX}*.service", f"{PREFIX}*.timer")


class Units:
    """The folder of units.

    Args:
        folder: Another one than the person's own; then systemd is not told of anything.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._told = folder is None
        config = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
        self.folder = folder or Path(config).expanduser() / "systemd" / "user"

    def install(self, entries: Sequence[Entry], program: Program) -> None:
        """Write the units, take out those that are no longer wanted, and start the timers.

        Raises:
            UnavailableError: There is no systemd here.
            LifeosError: A file of somebody else's has one of our names, or systemd refused.
        """
        texts = {}
        for entry in entries:
            texts[self.folder / f"{PREFIX}{entry.name}.service"] = service(entry, program)
            texts[self.folder / f"{PREFIX}{entry.name}.timer"] = timer(entry)
        for path in texts:
            if path.exists() and not _ours(path):
                raise LifeosError(f"{path} was not written by lifeos; nothing was changed")
        self._require()
        self._tell("show-environment")  # no unit is written where no manager answers
        stale = [path for path in self._all() if path not in texts]
        self._forget(stale)
        self.folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8")
        self._tell("daemon-reload")
        self._tell("enable", "--now", *(path.name for path in texts if path.suffix == ".timer"))

    def remove(self) -> int:
        """Take our units out; returns how many files went.

        Raises:
            LifeosError: systemd refused.
        """
        ours = self._all()
        if ours:
            self._require()
            self._forget(ours)
            self._tell("daemon-reload")
        return len(ours)

    def installed(self) -> list[dict[str, str]]:
        """List our timers as they stand: `name`, `when`, `command`."""
        found = []
        for path in self._all():
            if path.suffix == ".timer":
                when = _value(path, "OnCalendar")
                command = _value(path.with_suffix(".service"), "ExecStart")
                name = path.stem.removeprefix(PREFIX)
                found.append({"name": name, "when": when, "command": command})
        return found

    def _all(self) -> list[Path]:
        return sorted(path for name in _NAMES for path in self.folder.glob(name) if _ours(path))

    def _forget(self, paths: Sequence[Path]) -> None:
        timers = [path.name for path in paths if path.suffix == ".timer"]
        if timers:
            self._tell("disable", "--now", *timers)
        for path in paths:
            path.unlink()

    def _require(self) -> None:
        if self._told and shutil.which("systemctl") is None:
            raise UnavailableError("there is no systemd here", hint="Use --cron.")

    def _tell(self, *words: str) -> None:
        if not self._told:
            return
        done = subprocess.run(  # noqa: S603 - a fixed program with our own unit names
            [shutil.which("systemctl") or "systemctl", "--user", *words], capture_output=True, check=False
        )
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise LifeosError(
                f"systemd refused to {words[0]}: {said[-1] if said else done.returncode}",
                hint="Without a systemd of your own: lifeos schedule install --cron",
            )


def service(entry: Entry, program: Program) -> str:
    """Write the unit that runs an entry once."""
    words = " ".join(_quoted(word) for word in (*program.words, *entry.arguments))
    variables = "".join(f"Environment={_quoted(f'{name}={value}')}\n" for name, value in program.variables)
    quiet = "" if entry.answers else "StandardOutput=null\n"
    return (
        f"{MARK}\n[Unit]\nDescription=Life OS: {entry.about}\n\n"
        f"[Service]\nType=oneshot\nSuccessExitStatus=75\n{quiet}{variables}ExecStart={words}\n"
    )


def timer(entry: Entry) -> str:
    """Write the unit that says when; what was missed while the machine was off is made up for."""
    return (
        f"{MARK}\n[Unit]\nDescription=Life OS: {entry.about}\n\n"
        f"[Timer]\nOnCalendar={entry.calendar}\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
    )


def _quoted(word: str) -> str:
    """Quote a word as systemd.service(5) reads a command line."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        word = word.replace(plain, escaped)
    return f'"{word}"' if not word or any(c in word for c in " \t'\";\\") else word


def _ours(path: Path) -> bool:
    try:
        return path.read_text(encoding="utf-8").startswith(MARK)
    except (OSError, UnicodeDecodeError):
        return False


def _value(path: Path, key: str) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((text.partition("=")[2] for text in lines if text.startswith(f"{key}=")), "")
