"""The words of care in the person's region: what is shown when something they wrote calls for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lifeos_cli.settings import Settings


def own_card(settings: Settings) -> Path | None:
    """Return the person's own card file, if the settings name one."""
    named = settings.text("safety.card_file")
    return Path(named).expanduser() if named else None


def card_for(settings: Settings, level: str, kind: str | None) -> str:
    """Return what a level shows: the card for a crisis, one line of resources for a check."""
    from lifeos_cli.safety.cards import card, resources_line

    region, own = settings.text("safety.region"), own_card(settings)
    return card(region, own, kind=kind) if level == "crisis" else resources_line(region, own)


def called_for(settings: Settings, text: str) -> str:
    """Return what a text calls for: the card, a line of resources, or nothing."""
    from lifeos_cli.safety import classify

    verdict = classify(text)
    return "" if verdict.level == "none" else card_for(settings, verdict.level, verdict.kind)
