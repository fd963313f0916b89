"""The crisis card and the resources line, in the region the settings name."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lifeos_cli.record import care

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.cli.runtime import Runtime


@contextmanager
def card_whatever_happens(run: Runtime, text: str) -> Iterator[None]:
    """Show the card for a crisis text even when the block fails: it does not depend on a disk."""
    try:
        yield
    except Exception:
        from lifeos_cli.safety import classify
        from lifeos_cli.safety.cards import card

        verdict = classify(text)
        if verdict.level == "crisis":
            run.say_wrapped(card(kind=verdict.kind))
        raise


def card_for(run: Runtime, level: str, kind: str | None) -> str:
    """Return what a level shows: the card for a crisis, one line of resources for a check."""
    return care.card_for(run.settings, level, kind)
