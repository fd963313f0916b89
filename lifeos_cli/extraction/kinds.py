"""The kinds of background work, by name. What a kind runs is imported when a job of it runs.

A new kind is one entry of `KINDS` (see docs/jobs.md), or a call of `register`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import DAY
from lifeos_cli.errors import UsageFault
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

PARALLELISM = 10
"""How many jobs of one kind run at once unless it says otherwise (as in Convex's workpool)."""
ATTEMPTS = 5
"""How often a job, or a step of it, is tried before it counts as failed (Convex: the same)."""
BACKOFF = 250
"""Milliseconds before the second try, on average (Convex: the same)."""


class Kind(NamedTuple):
    """A kind of job and how it is run. Paths are `module:function`."""

    name: str
    run: str
    """The workflow: `async def run(ctx: Context) -> Any`."""
    version: int = 0
    """Of the workflow's code; a job and its steps are stamped with it."""
    parallelism: int = PARALLELISM
    attempts: int = ATTEMPTS
    backoff: int = BACKOFF
    """Milliseconds before the second try; doubled before each further one."""
    on_end: str | None = None
    """`hook(conn, job)`: called once when a job has ended, in the transaction that ends it."""
    wanted: str | None = None
    """`wanted(store, user_id)`: the key of a job that is due without anybody having asked, or None."""

    def wait(self, attempts: int, dice: Callable[[], float]) -> int:
        """Return how many milliseconds to wait after so many attempts: doubled each time, half to one and a half.

        Args:
            attempts: How many there have been (1 or more).
            dice: Returns a number of [0, 1).
        """
        wait: int = min(self.backoff << min(attempts - 1, 40), DAY)
        return round(wait * (0.5 + dice()))


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "index",
            "lifeos_cli.extraction.indexing:run",
            parallelism=1,
            wanted="lifeos_cli.extraction.indexing:wanted",
        ),
        Kind("summary", "lifeos_cli.extraction.summary:run", version=1, parallelism=32),
        Kind("profile_update", "lifeos_cli.extraction.profile:update"),
        Kind("skill_extraction", "lifeos_cli.extraction.profile:skills"),
        Kind(
            "period_summary",
            "lifeos_cli.extraction.periods:run",
            parallelism=1,
            wanted="lifeos_cli.extraction.periods:wanted",
        ),
        Kind("review", "lifeos_cli.extraction.reviewing:run", parallelism=1),
        Kind("batch", "lifeos_cli.extraction.batches:run", parallelism=2),
    )
}
"""The kinds this program knows."""


def register(kind: Kind) -> None:
    """Add a kind, or put it in the place of the one of its name."""
    KINDS[kind.name] = kind


def find(name: str) -> Kind:
    """Return a kind by its name.

    Raises:
        UsageFault: There is none.
    """
    kind = KINDS.get(name)
    if kind is None:
        raise UsageFault(
            f"'{one_line(name, 40)}' is no kind of job", hint=f"There are: {', '.join(sorted(KINDS))}."
        )
    return kind


def load(path: str) -> Callable[..., Any]:
    """Import what a path names."""
    module, _, name = path.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found
