"""Lines of our own export, checked against the columns they go into. Nothing here touches the store."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.text import one_line
from lifeos_cli.transfer.lines import UnusableError
from lifeos_cli.transfer.moments import from_utc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.transfer.shapes import Shape

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_HANDLE = re.compile(r"[0-9a-z]{4,26}")
_INTEGERS = 2**63
_UNFINISHED = ("pending", "streaming")


class Row(NamedTuple):
    """A row as it goes into its table."""

    line: int
    values: dict[str, Any]
    """By column, the person left out."""


def row_of(
    line: int, value: Mapping[str, Any], shape: Shape, columns: Mapping[str, str]
) -> tuple[Row, list[str]]:
    """Return the row a line describes, and the keys of it that nothing here knows.

    Args:
        line: Its number.
        value: What it says.
        shape: Of its type.
        columns: The table's columns with their declared types.

    Raises:
        UnusableError: A value that its column cannot have.
    """
    known = {shape.key_of(column): column for column in columns if column != shape.owner or column == "id"}
    values: dict[str, Any] = {}
    unknown = []
    for key, given in value.items():
        column = known.get(key)
        if column is None or column in shape.left_out:
            unknown += [] if key in ("type", "v") else [one_line(key, 30)]
        elif given is not None:
            values[column] = _stored(key, given, column, columns[column], shape)
    for column in shape.key:
        if column not in values:
            raise UnusableError(f"no {shape.key_of(column)}")
    if shape.type == "message" and values.get("status") in _UNFINISHED:
        values["status"] = "interrupted"
    return Row(line, values), unknown


def _stored(key: str, given: Any, column: str, declared: str, shape: Shape) -> Any:
    """Return a value as its column keeps it."""
    if column in shape.json:
        return json.dumps(given)
    if shape.is_time(column) and isinstance(given, str):
        return from_utc(given, key)
    if declared == "TEXT":
        fits = isinstance(given, str)
    elif declared == "REAL":
        fits = isinstance(given, (int, float)) and not isinstance(given, bool)
    else:
        fits = type(given) is int and -_INTEGERS <= given < _INTEGERS
    if fits and column == "id":
        fits = _ULID.fullmatch(given) is not None
    elif fits and column == "handle":
        fits = _HANDLE.fullmatch(given) is not None
    if not fits:
        raise UnusableError(f"{key} is not what an export writes there")
    return given
