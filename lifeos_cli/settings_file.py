"""Changes to the person's settings file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.errors import UsageFault
from lifeos_cli.settings_spec import find
from lifeos_cli.tomledit import change
from lifeos_cli.tomlfile import flatten, parse, read_text

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from lifeos_cli.settings_key import Value


def set_value(paths: Paths, name: str, words: list[str]) -> Value:
    """Write a setting into the person's file and return it in its normal form.

    Raises:
        UsageFault: Unknown key or bad value; nothing is written.
    """
    key = find(name)
    try:
        value = key.parse(words)
    except ValueError as error:
        raise UsageFault(f"{name} {error}", hint=f"Nothing was written to {paths.settings}.") from None
    change(paths.settings, tuple(name.split(".")), value)
    return key.accept(value)


def unset_value(paths: Paths, name: str) -> bool:
    """Take a setting, or an unknown key that strayed in, out of the person's file.

    Returns:
        Whether it was there.

    Raises:
        UsageFault: Neither a setting nor in the file.
    """
    inside = dict(flatten(parse(read_text(paths.settings), paths.settings)))
    if name not in inside:
        find(name)
        return False
    return change(paths.settings, tuple(name.split(".")), None)
