"""The coaches a person can choose from: those that come with the program, and their own files over them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lifeos_cli.coach.coach_files import BUILT_IN, load, problems
from lifeos_cli.coach.coach_template import template
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from lifeos_cli.providers.guided.model import Coach

__all__ = ["BUILT_IN", "Catalog", "find", "load_all", "problems", "template"]

_FILE_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_SHOWN = 60
_LIST_HINT = "`lifeos coaches list` shows them all."
_VALIDATE_HINT = "`lifeos coaches validate` shows what is wrong with it."


@dataclass(frozen=True, slots=True)
class Catalog:
    """All coaches that work, by id, and a line for each file that does not."""

    coaches: Mapping[str, Coach]
    """Built-in coaches first, then the person's own, each sorted by id."""
    own: frozenset[str] = frozenset()
    """The ids that come from the person's own files."""
    warnings: tuple[str, ...] = ()
    """What is wrong with own files that were left out, as `file:line: key: message`."""
    broken: Mapping[str, str] = field(default_factory=dict)
    """The first problem of each own file that was left out, by file name without ending."""

    def __iter__(self) -> Iterator[Coach]:
        return iter(self.coaches.values())

    def find(self, name: str) -> Coach:
        """Return the coach with that id or name, or whose id, name or title alone begins so.

        Raises:
            NotFoundError: No coach is called that.
            UsageFault: Several begin so, or the person's own file of that name does not work.
        """
        wanted = name.strip().casefold()
        if wanted in self.coaches:
            return self.coaches[wanted]
        exact = [coach for coach in self if wanted == coach.name.casefold()]
        found = exact or [coach for coach in self if wanted and any(map(_begins(wanted), _names(coach)))]
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(f"{coach.name} ({coach.id})" for coach in found)
            raise UsageFault(
                f'"{one_line(name, _SHOWN)}" could be {several}.', hint="Give the whole name or id."
            )
        if wanted in self.broken:
            raise UsageFault(self.broken[wanted], hint=_VALIDATE_HINT)
        raise NotFoundError(f'No coach is called "{one_line(name, _SHOWN)}".', hint=self._nearest(wanted))

    def _nearest(self, wanted: str) -> str:
        from difflib import get_close_matches

        known = {part.casefold(): coach for coach in self for part in _names(coach)}
        near = get_close_matches(wanted[:_SHOWN], known, n=1, cutoff=0.6)
        return (
            f"Did you mean {known[near[0]].name} ({known[near[0]].id})? {_LIST_HINT}" if near else _LIST_HINT
        )


def _names(coach: Coach) -> tuple[str, ...]:
    return (coach.id, coach.name, coach.title)


def _begins(wanted: str) -> Callable[[str], bool]:
    return lambda name: name.casefold().startswith(wanted)


def load_all(own_dir: Path | None = None) -> Catalog:
    """Read every coach.

    Args:
        own_dir: The folder with the person's own coach files, if there is one. A file there takes the
            place of the built-in coach of its id; one that does not work is left out with a warning.
    """
    coaches: dict[str, Coach] = {}
    for path in sorted(BUILT_IN.glob("*.toml")):
        coach, wrong = load(path)
        if coach is None:
            raise UsageFault(wrong[0], hint="The installation is damaged; install lifeos-cli again.")
        coaches[coach.id] = coach
    own: set[str] = set()
    broken: dict[str, str] = {}
    warnings: list[str] = []
    for path in sorted(own_dir.glob("*.toml")) if own_dir and own_dir.is_dir() else ():
        coach, wrong = load(path)
        if coach is None:
            broken[path.stem.casefold()] = wrong[0]
            warnings += wrong
        else:
            coaches[coach.id] = coach
            own.add(coach.id)
    return Catalog(coaches, frozenset(own), tuple(warnings), broken)


def find(name: str, own_dir: Path | None = None, warn: Callable[[str], None] | None = None) -> Coach:
    """Return one coach; asked for by its id, only its own file is read.

    Args:
        name: Its id, its name, or a beginning of id, name or title that only it has.
        own_dir: The folder with the person's own coach files, if there is one.
        warn: Takes a line for each problem of own files that were left out.

    Raises:
        NotFoundError: No coach is called that.
        UsageFault: Several begin so, or the person's own file of that name does not work.
    """
    wanted = name.strip().casefold()
    if _FILE_NAME.match(wanted):
        for folder in (own_dir, BUILT_IN):
            path = folder / f"{wanted}.toml" if folder else None
            if path and path.is_file():
                coach = load(path)[0]
                if coach:
                    return coach
                break
    catalog = load_all(own_dir)
    if warn:
        for line in catalog.warnings:
            warn(line)
    return catalog.find(name)
