"""A Convex snapshot ZIP, current and legacy: its tables, their documents, and what an id in them names.

Layout and values: convex-backend, crates/exports and crates/value/src/export.rs.
In legacy ZIPs 64-bit integers and infinities are texts; no field that is read
here is either.
"""

from __future__ import annotations

import base64
import re
import struct
from typing import TYPE_CHECKING, Any

from lifeos_cli.transfer import convex_ids
from lifeos_cli.transfer.jsonl_read import read
from lifeos_cli.transfer.lines import UnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.transfer.jsonl_read import Line
    from lifeos_cli.transfer.zips import Zip

_DOCUMENTS = re.compile(r"(?:.*/)?([^/]+)/documents\.jsonl")
AGENT = "_components/agent/"


class Snapshot:
    """The documents of a snapshot.

    Args:
        file: The ZIP; a folder around everything in it is passed over.
    """

    def __init__(self, file: Zip) -> None:
        self._file = file
        paths = [name for name in file.names if _DOCUMENTS.fullmatch(name)]
        heads = [
            name[: -len("_tables/documents.jsonl")]
            for name in paths
            if name.endswith("_tables/documents.jsonl")
        ]
        outer = [head for head in heads if "_components/" not in head]
        self._root = min(outer, key=len, default="")
        self.paths = {name.removeprefix(self._root): name for name in paths if name.startswith(self._root)}
        self._numbers = {component: self._tables(component) for component in ("", AGENT)}
        self.ids: dict[str, set[str]] = {}
        """Ids of the documents of a table that others name."""

    def has(self, table: str, component: str = "") -> bool:
        """Tell whether a table is in the ZIP."""
        return f"{component}{table}/documents.jsonl" in self.paths

    def tables(self) -> list[str]:
        """List the tables, those of components with their path, system tables left out."""
        names = [path.removesuffix("/documents.jsonl") for path in self.paths]
        return sorted(name for name in names if not name.rpartition("/")[2].startswith("_"))

    def lines(self, table: str, component: str = "") -> Iterator[Line]:
        """Read a table's documents, values decoded.

        Raises:
            UnusableError: The ZIP is damaged there, or unfolds too far.
        """
        path = self.paths.get(f"{component}{table}/documents.jsonl")
        if path is None:
            return
        with self._file.member(path) as stream:
            for line in read(stream):
                yield line if line.problem else line._replace(value=_decoded(line.value))

    def named(self, value: Any, table: str) -> str:
        """Say what is wrong with an id that should name a document of a table; empty if nothing is.

        Args:
            value: The id.
            table: The table, of the app itself; its ids must have been collected.
        """
        found = convex_ids.decode(value)
        if found is None:
            return "does not decode"
        known = self._numbers[""].get(found.table)
        if known is not None and known != table:
            return f"names a document of {known}"
        return "" if value in self.ids.get(table, ()) else "points outside the ZIP"

    def _tables(self, component: str) -> dict[int, str]:
        found = {}
        try:
            for line in self.lines("_tables", component):
                name, number = line.value.get("name"), line.value.get("id")
                if isinstance(name, str) and isinstance(number, (int, float)):
                    found[int(number)] = name
        except (UnusableError, OverflowError, ValueError):
            return found
        return found


def _decoded(value: Any) -> Any:
    """Return a value with Convex's own forms of numbers and bytes read."""
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((key, inner),) = value.items()
        if key in ("$float", "$integer", "$bytes") and isinstance(inner, str):
            return _special(key, inner)
    return {key: _decoded(item) for key, item in value.items()}


def _special(key: str, inner: str) -> Any:
    try:
        raw = base64.b64decode(inner, validate=True)
        if key == "$float":
            return struct.unpack("<d", raw)[0]
        return int.from_bytes(raw, "little", signed=True) if key == "$integer" else None
    except (ValueError, struct.error):
        return None
