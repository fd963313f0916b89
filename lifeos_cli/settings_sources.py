"""Where settings come from besides a command's flags: the environment and the person's file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, NamedTuple

from lifeos_cli.errors import UsageFault
from lifeos_cli.settings_key import Value  # noqa: TC001 - a NamedTuple's field
from lifeos_cli.settings_spec import KEYS, find, hint_for

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.paths import Paths

Origin = Literal["flag", "env", "file", "default"]


class Held(NamedTuple):
    """A value and who chose it."""

    value: Value
    origin: Origin
    where: str
    """The variable or the file."""


class Problem(NamedTuple):
    """Something in the file or the environment that is not a valid setting."""

    where: str
    """The file, or the variable."""
    line: int
    """In the file; 0 for a variable."""
    key: str
    message: str
    hint: str

    def fault(self) -> UsageFault:
        """Return it as the error that ends a command."""
        return UsageFault(self.sentence(), hint=self.hint)

    def sentence(self) -> str:
        """Say where and what in one line."""
        place = f"{self.where}, line {self.line}" if self.line else self.where
        return f"{place}: {self.message}"


def survey(paths: Paths) -> tuple[dict[str, Held], list[Problem]]:
    """Read file and environment; return what is valid and what is not.

    Raises:
        TomlFault: The file is not TOML at all.
    """
    held: dict[str, Held] = {}
    problems: list[Problem] = []
    if os.path.lexists(paths.settings):
        _read_file(paths.settings, held, problems)
    for key in KEYS.values():
        for variable in (key.env, *key.also_env):
            given = os.environ.get(variable)
            if not given:
                continue
            try:
                held[key.name] = Held(key.accept(key.parse([given])), "env", variable)
            except ValueError as error:
                problems.append(Problem(variable, 0, key.name, f"{key.name} {error}", "Change or unset it."))
            break
    return held, problems


def _read_file(path: Path, held: dict[str, Held], problems: list[Problem]) -> None:
    from lifeos_cli.settings_prices import TABLE
    from lifeos_cli.settings_prices import problems as wrong_prices
    from lifeos_cli.tomlfile import flatten, line_of, parse, read_text

    text = read_text(path)
    tree = parse(text, path)
    for name, what in wrong_prices(tree):
        problems.append(Problem(str(path), line_of(text, name), name, what, "See docs/models.md."))
    for name, value in flatten({key: value for key, value in tree.items() if key != TABLE}):
        key = KEYS.get(name)
        if key is not None:
            try:
                held[name] = Held(key.accept(value), "file", str(path))
            except ValueError as error:
                hint = f"Change it, or go back to the default with 'lifeos config unset {name}'."
                problems.append(Problem(str(path), line_of(text, name), name, f"{name} {error}", hint))
        elif value != {} or not any(known.startswith(f"{name}.") for known in KEYS):
            hint = hint_for(name, "Take it out with 'lifeos config edit'.")
            problems.append(Problem(str(path), line_of(text, name), name, f"'{name}' is not a setting", hint))


def check(paths: Paths) -> list[Problem]:
    """Return everything that is not valid, the whole list instead of the first."""
    from lifeos_cli.tomlfile import TomlFault

    try:
        return survey(paths)[1]
    except TomlFault as fault:
        hint = "Correct the line with 'lifeos config edit'."
        return [Problem(str(fault.path), fault.line, "", fault.what, hint)]


def stronger(name: str) -> str:
    """Name the variable that wins over the file for this key, if one is set."""
    key = find(name)
    return next((one for one in (key.env, *key.also_env) if os.environ.get(one)), "")
