"""What a tool is, and what it is given when it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lifeos_cli.coach.tools.arguments import Arg, schema
from lifeos_cli.providers.base import ToolSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from lifeos_cli.growth.checkins import Window
    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Session

QUOTE = Arg(
    "quote",
    "The person's own words this rests on, copied exactly from one of their messages in this conversation: "
    "at least three words.",
    required=True,
)
"""The argument every tool that writes has."""


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Where a tool runs."""

    store: Store
    user_id: str
    session: Session
    turn: int
    """The present turn; a search finds nothing of it."""
    source: Provenance
    """Where what it writes comes from; its `quote` has been found in the person's own message."""
    windows: Sequence[Window] = ()
    """The person's check-in windows."""
    coaches: Path | None = None
    """The folder with the person's own coaches."""
    embedder: Callable[[], Embedder | None] | None = None
    """Gives what makes vectors; without it a search goes by words alone."""


@dataclass(frozen=True, slots=True)
class Tool:
    """Something a model may ask for."""

    name: str
    """Small letters, digits and `_`."""
    description: str
    """What it does and when to call it, for a model."""
    run: Callable[[ToolContext, Mapping[str, Any]], str]
    """Does it and says what came of it. What it raises is told to the model as an error."""
    arguments: tuple[Arg, ...] = ()
    reads: bool = False
    """It changes nothing, so it runs without being asked about and needs no quote."""
    consent: str = ""
    """A kind of consent (`lifeos consent list`) without which it is not offered."""
    own: bool = False
    """It came from the person's own package. What it does is not part of a transaction of ours."""

    @property
    def all_arguments(self) -> tuple[Arg, ...]:
        """The arguments a call has, the quote of a write included."""
        return self.arguments if self.reads else (*self.arguments, QUOTE)

    def spec(self) -> ToolSpec:
        """Describe the tool to a model."""
        return ToolSpec(self.name, self.description, schema(self.all_arguments))
