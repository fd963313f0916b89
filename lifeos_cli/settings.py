"""The settings in force: flag, then environment, then the person's file, then the default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import UsageFault
from lifeos_cli.settings_sources import Held, survey
from lifeos_cli.settings_spec import find

if TYPE_CHECKING:
    from decimal import Decimal

    from lifeos_cli.paths import Paths
    from lifeos_cli.settings_key import Value
    from lifeos_cli.settings_sources import Origin


class Settings:
    """Values by key. Reading one never touches a disk."""

    def __init__(self, held: dict[str, Held]) -> None:
        self._held = held

    def text(self, key: str) -> str:
        """Return a setting that is text."""
        value = self.value(key)
        if not isinstance(value, str):
            raise TypeError(f"{key} is not text")
        return value

    def number(self, key: str) -> int:
        """Return a setting that is a whole number."""
        value = self.value(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"{key} is not a number")
        return value

    def money(self, key: str) -> Decimal | None:
        """Return a setting that is an amount of money; None where none is set."""
        from decimal import Decimal

        value = self.value(key)
        return Decimal(str(value)) if value != "" else None

    def flag(self, key: str) -> bool:
        """Return a setting that is on or off."""
        value = self.value(key)
        if not isinstance(value, bool):
            raise TypeError(f"{key} is not a flag")
        return value

    def items(self, key: str) -> list[str]:
        """Return a setting that is a list of texts."""
        value = self.value(key)
        if not isinstance(value, list):
            raise TypeError(f"{key} is not a list")
        return list(value)

    def value(self, key: str) -> Value:
        """Return a setting whatever its type."""
        held = self._held.get(key)
        return held.value if held else find(key).default

    def origin(self, key: str) -> Origin:
        """Say which layer the value comes from."""
        held = self._held.get(find(key).name)
        return held.origin if held else "default"

    def where(self, key: str) -> str:
        """Name the variable or the file the value comes from; nothing for a default or a flag."""
        held = self._held.get(find(key).name)
        return held.where if held else ""

    def given(self, key: str) -> bool:
        """Whether anybody chose the value."""
        return self.origin(key) != "default"

    def override(self, key: str, value: object) -> None:
        """Let a command's own flag win; None, a flag that was not given, changes nothing.

        Raises:
            UsageFault: The value does not fit.
        """
        if value is not None:
            spec = find(key)
            try:
                self._held[key] = Held(spec.accept(value), "flag", "")
            except ValueError as error:
                raise UsageFault(f"{key} {error}") from None

    def describe(self, key: str) -> dict[str, Any]:
        """Return all there is to know of a setting, for `--json`."""
        spec = find(key)
        return {
            "key": key,
            "value": self.value(key),
            "origin": self.origin(key),
            "where": self.where(key),
            "default": spec.default,
            "type": spec.type,
            "choices": list(spec.choices),
            "env": spec.env,
            "also_env": list(spec.also_env),
            "help": spec.help,
        }


def load(paths: Paths) -> Settings:
    """Read the settings in force.

    Raises:
        UsageFault: The file or a variable holds something that is not valid.
    """
    held, problems = survey(paths)
    if problems:
        raise problems[0].fault()
    return Settings(held)
