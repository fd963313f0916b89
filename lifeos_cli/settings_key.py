"""What the declaration of one setting holds, and how a value is read by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

Type = Literal["text", "number", "flag", "items", "money"]
"""Named like the method of `Settings` that reads it."""
Value = str | int | bool | list[str]

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_SHOWN = 40
_TOO_BIG = 2**63
_NAMES: dict[Type, str] = {
    "text": "text",
    "number": "a whole number",
    "flag": "true or false",
    "items": "a list of texts",
    "money": "an amount of money",
}


@dataclass(frozen=True, slots=True)
class Key:
    """The declaration of one setting."""

    name: str
    """As in the file; a dot stands for a table."""
    type: Type
    default: Value
    help: str
    also_env: tuple[str, ...] = ()
    """Variables of other programs that are honoured after our own."""
    choices: tuple[str, ...] = ()
    """The only values allowed; empty for any."""
    check: Callable[[Any], Value] | None = None
    """Returns the value in its normal form, or raises ValueError saying what it must be."""

    @property
    def env(self) -> str:
        """The environment variable that overrides the file."""
        return "LIFEOS_" + self.name.replace(".", "_").replace("-", "_").upper()

    def accept(self, value: object) -> Value:
        """Return a typed value in its normal form.

        Raises:
            ValueError: It does not fit; the message ends the sentence "KEY ...".
        """
        if not _fits(self.type, value):
            raise ValueError(f"must be {_NAMES[self.type]}, not {shown(value)}")
        if self.choices and value not in self.choices:
            near = nearest(str(value), self.choices)
            raise ValueError(
                f"must be one of {', '.join(self.choices)}, not {shown(value)}"
                + (f" ({near}?)" if near else "")
            )
        normal: Any = value
        try:
            return self.check(normal) if self.check else normal
        except ValueError as error:
            raise ValueError(f"{error}, not {shown(value)}") from None

    def parse(self, words: list[str]) -> Value:
        """Read a value as typed on a command line or kept in a variable.

        It is typed but not put into its normal form: that is what `set` writes.

        Raises:
            ValueError: It does not fit.
        """
        if self.type == "items":
            typed: Value = [part.strip() for word in words for part in word.split(",") if part.strip()]
        elif len(words) != 1:
            raise ValueError("takes one value; quote it if it has spaces")
        else:
            typed = _typed(self.type, words[0])
        self.accept(typed)
        return typed


def _typed(kind: Type, word: str) -> Value:
    """Turn a word into the type; a word that does not fit stays text and is refused by `accept`."""
    plain = word.strip().lower()
    if kind == "flag" and plain in _TRUE | _FALSE:
        return plain in _TRUE
    if kind == "number":
        try:
            number = int(plain)
        except ValueError:
            return word
        return number if abs(number) < _TOO_BIG else word
    return word.strip()


def _fits(kind: Type, value: object) -> bool:
    if kind == "text":
        return isinstance(value, str)
    if kind == "money":
        return isinstance(value, str | int | float) and not isinstance(value, bool)
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def shown(value: object) -> str:
    """Quote a value for an error's line, cut short."""
    return f"'{one_line(as_text(value), _SHOWN)}'"


def as_text(value: object) -> str:
    """Write a value the way `config set` takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def nearest(typed: str, known: tuple[str, ...]) -> str:
    """Return the known word that was probably meant, or nothing."""
    from difflib import get_close_matches

    inside = [name for name in known if name.startswith(f"{typed}.") or name.endswith(f".{typed}")]
    near = inside or get_close_matches(typed, known, n=1, cutoff=0.5)
    return near[0] if near else ""
