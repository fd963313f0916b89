"""The crisis card and the resources line, in the region the settings name."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import current
from lifeos_cli.record import care

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.store.rows import Checkin


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


def card_after(texts: str) -> None:
    """Show what a text that was written calls for: the card, a line of resources, or nothing."""
    run = current()
    called = care.called_for(run.settings, texts)
    if called:
        run.say_wrapped(called)


def card_for_checkin(run: Runtime, row: Checkin) -> None:
    """Show what a check-in's words call for, by the level it was given, whatever `--quiet` says."""
    if row.safety_level != "none":
        run.say_wrapped(care.card_for(run.settings, row.safety_level, row.safety_kind))
