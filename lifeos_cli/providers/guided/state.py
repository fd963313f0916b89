"""Where a guided conversation stands: everything the next turn needs, as plain JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class State:
    """A conversation between two turns."""

    coach: str
    version: str
    """The coach's version when the open question was asked."""
    step: str = ""
    """The id of the open question; empty when the conversation is closed."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Accepted answers by capture."""
    misfits: int = 0
    """How many answers to the open question did not fit."""
    partial: str | list[str] | None = None
    """What of those answers already counts."""
    returns: Mapping[str, int] = field(default_factory=dict)
    """How often each `goto` was followed."""
    told: tuple[str, ...] = ()
    """Lines already said in answer to a phrase."""
    followed: Mapping[str, int] = field(default_factory=dict)
    """When each deferred step was dealt with (epoch milliseconds)."""
    finished: bool = False
    """The conversation reached its end, so its deferred steps make sense."""
    turns: int = 0
    earlier: tuple[Mapping[str, Any], ...] = ()
    """The values of rounds before a fresh start, oldest first."""

    @property
    def status(self) -> str:
        """`asking` while a question is open, else `closed`."""
        return "asking" if self.step else "closed"

    @property
    def captures(self) -> dict[str, Any]:
        """All values captured so far, the newest of each name."""
        merged: dict[str, Any] = {}
        for values in (*self.earlier, self.values):
            merged |= values
        return merged

    def to_json(self) -> dict[str, Any]:
        """Return the state as JSON values."""
        return {
            "coach": self.coach,
            "version": self.version,
            "status": self.status,
            "step": self.step or None,
            "values": dict(self.values),
            "misfits": self.misfits,
            "partial": self.partial,
            "returns": dict(self.returns),
            "told": list(self.told),
            "followed": dict(self.followed),
            "finished": self.finished,
            "turns": self.turns,
            "earlier": [dict(values) for values in self.earlier],
        }

    @staticmethod
    def from_json(raw: Mapping[str, Any]) -> State:
        """Read a state back; a part of another shape counts as absent."""
        partial = raw.get("partial")
        if isinstance(partial, list):
            partial = [item for item in partial if isinstance(item, str)]
        return State(
            coach=_text(raw.get("coach")),
            version=_text(raw.get("version")),
            step=_text(raw.get("step")),
            values=_mapping(raw.get("values")),
            misfits=_whole(raw.get("misfits")),
            partial=partial if isinstance(partial, str | list) else None,
            returns={key: _whole(value) for key, value in _mapping(raw.get("returns")).items()},
            told=tuple(name for name in _items(raw.get("told")) if isinstance(name, str)),
            followed={key: _whole(value) for key, value in _mapping(raw.get("followed")).items()},
            finished=raw.get("finished") is True,
            turns=_whole(raw.get("turns")),
            earlier=tuple(values for values in _items(raw.get("earlier")) if isinstance(values, dict)),
        )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
