"""The arguments of a tool: declared once, told to a model as JSON schema, checked by us before the tool runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from lifeos_cli.errors import UsageFault
from lifeos_cli.text import one_line, storable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Kind = Literal["text", "whole", "number", "flag", "texts", "tables"]
LONGEST = 4000
"""Characters of a text argument."""
MOST = 50
"""Items of a list argument."""
_SCHEMA = {"text": "string", "whole": "integer", "number": "number", "flag": "boolean"}
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument."""

    name: str
    about: str
    """What it is, for a model."""
    kind: Kind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    """The only texts it may be; empty for any."""
    low: float | None = None
    high: float | None = None
    fields: tuple[Arg, ...] = ()
    """What each table of `tables` holds."""


def schema(args: Sequence[Arg]) -> dict[str, Any]:
    """Return the JSON schema of an object with these arguments and no others."""
    found: dict[str, Any] = {
        "type": "object",
        "properties": {arg.name: _one(arg) for arg in args},
        "required": [arg.name for arg in args if arg.required],
        "additionalProperties": False,
    }
    return found


def _one(arg: Arg) -> dict[str, Any]:
    if arg.kind == "texts":
        found: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
    elif arg.kind == "tables":
        found = {"type": "array", "items": schema(arg.fields)}
    else:
        found = {"type": _SCHEMA[arg.kind]}
    found["description"] = arg.about
    if arg.choices:
        found["enum"] = list(arg.choices)
    for name, bound in (("minimum", arg.low), ("maximum", arg.high)):
        if bound is not None:
            found[name] = bound
    return found


def checked(args: Sequence[Arg], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that were given, each of its kind.

    Raises:
        UsageFault: Something is missing, unknown or does not fit; all of it is said at once.
    """
    problems: list[str] = []
    values = _table(args, given, "", problems)
    if problems:
        raise UsageFault("bad arguments: " + "; ".join(problems))
    return values


def _table(args: Sequence[Arg], given: Mapping[str, Any], where: str, problems: list[str]) -> dict[str, Any]:
    known = {arg.name: arg for arg in args}
    problems += [
        f"{where}{one_line(str(name), _SHOWN)} is not an argument" for name in given if name not in known
    ]
    values = {}
    for name, arg in known.items():
        value = given.get(name)
        if value is None or (arg.required and value in ("", [])):
            if arg.required:
                problems.append(f"{where}{name} is missing")
            continue
        wrong = _CHECKS[arg.kind](arg, value, f"{where}{name}", problems)
        if wrong:
            problems.append(f"{where}{name} {wrong}")
        else:
            values[name] = _clean(arg, value)
    return values


def _clean(arg: Arg, value: Any) -> Any:
    if arg.kind == "text":
        return storable(value)
    if arg.kind == "texts":
        return [storable(one) for one in value]
    if arg.kind == "tables":
        return [_table(arg.fields, one, "", []) for one in value]
    return int(value) if arg.kind == "whole" else value


def _text(arg: Arg, value: Any, _where: str, _problems: list[str]) -> str:
    if not isinstance(value, str):
        return "must be a text"
    if len(value) > LONGEST:
        return f"is longer than {LONGEST} characters"
    if arg.required and not value.strip():
        return "is empty"
    if arg.choices and value not in arg.choices:
        return f"must be one of {', '.join(arg.choices)}"
    return ""


def _number(arg: Arg, value: Any, _where: str, _problems: list[str]) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - not a number
        return "must be a number"
    if arg.kind == "whole" and (abs(value) >= 2**53 or value != int(value)):
        return "must be a whole number"
    if (arg.low is not None and value < arg.low) or (arg.high is not None and value > arg.high):
        return f"must be from {arg.low} to {arg.high}"
    return ""


def _flag(_arg: Arg, value: Any, _where: str, _problems: list[str]) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _texts(arg: Arg, value: Any, _where: str, _problems: list[str]) -> str:
    fits = isinstance(value, list) and len(value) <= MOST and all(isinstance(one, str) for one in value)
    if not fits or any(len(one) > LONGEST or not one.strip() for one in value):
        return f"must be a list of at most {MOST} texts"
    return "" if not arg.choices or set(value) <= set(arg.choices) else f"must be of {', '.join(arg.choices)}"


def _tables(arg: Arg, value: Any, where: str, problems: list[str]) -> str:
    if not isinstance(value, list) or len(value) > MOST or not all(isinstance(one, dict) for one in value):
        return f"must be a list of at most {MOST} objects"
    for n, one in enumerate(value):
        _table(arg.fields, one, f"{where}[{n}].", problems)
    return ""


_CHECKS: dict[Kind, Callable[[Arg, Any, str, list[str]], str]] = {
    "text": _text,
    "whole": _number,
    "number": _number,
    "flag": _flag,
    "texts": _texts,
    "tables": _tables,
}
