"""What an import did: what was taken, what was there already, what was skipped and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

SHOWN = 1000
"""How many skipped lines and notes are kept by number; beyond it they are only counted."""


@dataclass(slots=True)
class Report:
    """Counts by type of row, and the lines that could not be used."""

    lines: int = 0
    """Lines read so far, blank ones left out."""
    taken: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    """Rows that a line names and that were in the record before."""
    skipped: int = 0
    skipped_lines: list[tuple[int, str]] = field(default_factory=list)
    noted: int = 0
    notes: list[tuple[int, str]] = field(default_factory=list)
    """Lines that were taken, but not quite as they stand."""
    dry_run: bool = False
    format: str = "jsonl"
    each: str = "line"
    """What is numbered: the lines of a file, or its items (conversations, entries, notes, rows)."""
    embedded: int | None = None
    """Texts given vectors before the import ended; None if that was not tried."""

    queued: int | None = None
    """Sessions whose reading was queued; None if that was not asked for."""

    @property
    def of_use(self) -> bool:
        """Whether any line of the file was of a row."""
        return bool(self.taken.total() + self.there.total())

    def skip(self, line: int, reason: str) -> None:
        """Count a line that was not used."""
        self.skipped += 1
        if len(self.skipped_lines) < SHOWN:
            self.skipped_lines.append((line, reason))

    def note(self, line: int, what: str) -> None:
        """Count a line that was taken with a change."""
        self.noted += 1
        if len(self.notes) < SHOWN:
            self.notes.append((line, what))

    def public(self) -> dict[str, Any]:
        """Return the report as `--json` shows it."""
        return {
            "format": self.format,
            "lines": self.lines,
            "taken": {kind: n for kind, n in self.taken.items() if n},
            "already_there": {kind: n for kind, n in self.there.items() if n},
            "skipped": self.skipped,
            "skipped_lines": [_entry(*found) for found in sorted(self.skipped_lines)],
            "noted": self.noted,
            "notes": [_entry(*found) for found in sorted(self.notes)],
            "embedded": self.embedded,
            "queued": self.queued,
            "dry_run": self.dry_run,
        }


def _entry(line: int, reason: str) -> dict[str, Any]:
    return {"line": line, "reason": reason}
