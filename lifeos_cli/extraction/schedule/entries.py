"""The table of what runs by itself, and when."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_PINNED = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TZ")
"""Variables that say where the record is and which day it is; cron does not know them."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""As systemd names them; a crontab counts Monday as 1."""
KEEP = "7d,4w,12m"
"""Which copies of the database stay: of the last days, weeks and months the newest each."""


class Entry(NamedTuple):
    """One thing that runs by itself."""

    name: str
    about: str
    minute: str
    """As in a crontab."""
    hour: str
    """As in a crontab."""
    arguments: tuple[str, ...]
    """Of `lifeos`."""
    answers: bool = False
    """Whether what it prints is for the person; else only what goes wrong is."""
    weekday: str = ""
    """The day of the week, as in `Mon`; every day if empty."""

    @property
    def cron(self) -> str:
        """When, in the words of a crontab."""
        day = str(_WEEKDAYS.index(self.weekday) + 1) if self.weekday else "*"
        return f"{self.minute} {self.hour} * * {day}"

    @property
    def calendar(self) -> str:
        """When, in the words of systemd.time(7)."""
        minute = "00/15" if self.minute == "*/15" else f"{int(self.minute):02d}"
        hour = "*" if self.hour == "*" else f"{int(self.hour):02d}"
        day = f"{self.weekday} " if self.weekday else ""
        return f"{day}*-*-* {hour}:{minute}:00"


class Program(NamedTuple):
    """How this very program is called from outside."""

    variables: tuple[tuple[str, str], ...]
    """What must stand in its environment."""
    words: tuple[str, ...]
    """The command without a verb."""


def entries(windows: Sequence[str]) -> list[Entry]:
    """List what is to run.

    Args:
        windows: The setting `checkin.windows`: spans like `08:00-10:00`. A reminder comes as each begins.
    """
    found = [
        Entry("jobs", "background jobs that are due", "*/15", "*", ("jobs", "run", "--everybody", "--quiet")),
        Entry(
            "optimize",
            "the index of memory, tidied every night",
            "10",
            "3",
            ("memory", "optimize", "--quiet"),
        ),
        Entry(
            "backup",
            "a copy of the database every night",
            "40",
            "3",
            ("backup", "--keep", KEEP, "--quiet"),
        ),
        Entry(
            "weekly",
            "the week looked back on, with a snapshot of the profile",
            "50",
            "5",
            ("review", "--weekly"),
            answers=True,
            weekday="Mon",
        ),
    ]
    for number, window in enumerate(windows, 1):
        hour, _, minute = window.partition("-")[0].strip().partition(":")
        found.append(
            Entry(
                f"checkin{number}",
                "a reminder when a check-in is due",
                str(int(minute or 0)),
                str(int(hour)),
                ("checkins", "due", "--notify"),
                answers=True,
            )
        )
    return found


def program(home: str | None, user: str | None) -> Program:
    """Say how to call this program so that it finds the same record as now.

    Args:
        home: The folder that was named for this run, if one was.
        user: The person that was named, if one was.
    """
    beside = Path(sys.executable).with_name("lifeos")
    words: tuple[str, ...] = (str(beside),) if beside.exists() else (sys.executable, "-m", "lifeos_cli")
    where = home or os.environ.get("LIFEOS_HOME")
    if where:
        words += ("--home", str(Path(where).expanduser().absolute()))
    if user:
        words += ("--user", user)
    pinned = () if where else _PINNED
    given = ((name, os.environ.get(name, "")) for name in (*pinned, *(("TZ",) if where else ())))
    return Program(tuple((name, value) for name, value in given if value), words)
