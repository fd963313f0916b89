"""The fixed words of the safety floor: the crisis card, the line of resources, what is said while coaching rests.

Short, no method talk, no moralising, no promises. Numbers come from
`cards.toml`, dated, or from the person's own file of the same form.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

BUILT_IN = Path(__file__).with_name("cards.toml")
INTERNATIONAL = "international"
FIRST = {
    "medical": (
        "This sounds like a medical emergency. Call {emergency} now; if you can, unlock the door and stay on the line."
    ),
    "abuse_danger": (
        "You do not deserve this. If you are in danger now, get somewhere you are not alone and call {emergency}."
    ),
    "harm_others": "Please step away from anyone you might hurt, and call {emergency} or someone you trust now.",
    "third_danger": (
        "If someone is in danger right now, call {emergency} for them and stay with them if you safely can."
    ),
}
"""What comes first for a kind, in place of the general sentence."""


def program_line() -> str:
    """Return the reminder of what this is."""
    return "I'm a program, not a person."


def card(region: str = "", override: Path | None = None, *, kind: str | None = None) -> str:
    """Return the crisis card.

    Args:
        region: Two letters, as `us` or `gb`; empty or unknown: international.
        override: The person's own file; one that does not read is passed over.
        kind: The kind of crisis: some need another first sentence.
    """
    place = _region(region, override)
    emergency = place["emergency"]
    first = FIRST.get(
        kind or "", "If you might act on this, call your local emergency number ({emergency}) now."
    )
    more = {"abuse_danger": "abuse", "medical": "poison"}.get(kind or "")
    lines = [str(place[more]), *place["lines"]] if more and place.get(more) else list(place["lines"])
    return " ".join(
        [
            f"{program_line()[:-1]}, and I can't keep you safe.",
            first.format(emergency=emergency),
            *lines,
            "Is someone with you, or could you call one person now?",
        ]
    )


def resources_line(region: str = "", override: Path | None = None) -> str:
    """Return one line that names where to find a person."""
    place = _region(region, override)
    return f"If it gets too much: {' '.join(place['lines'])} In danger: {place['emergency']}."


def check_reply(region: str = "", override: Path | None = None, *, kind: str | None = None) -> str:
    """Return what answers a message that may mean risk: acknowledge, ask plainly, one line of resources."""
    heard = "Thank you for telling me. That sounds heavy, and I want to ask plainly: "
    asked = {
        "third_danger": "is the person you write about safe right now?",
        "home_fear": "are you safe where you are right now?",
    }.get(kind or "", "are you safe right now, and are you thinking of ending your life?")
    return f"{heard}{asked} {resources_line(region, override)} We go at your pace."


def supportive_reply(region: str = "", override: Path | None = None) -> str:
    """Return what is said while coaching is paused after a crisis message."""
    return (
        "Coaching is paused, because what you wrote sounded like danger. I'm a program and cannot help with that; "
        f"a person can. {resources_line(region, override)} If I read you wrongly, type ok and we go on."
    )


def _region(region: str, override: Path | None) -> dict[str, Any]:
    """Return a region's entry, complete whatever a file holds."""
    regions = _read(BUILT_IN)
    if override is not None:
        try:
            own = _read(override)
        except (OSError, ValueError):
            own = {}
        regions |= {name: {**regions.get(name, {}), **entry} for name, entry in own.items()}
    base = regions[INTERNATIONAL]
    return {**base, **regions.get(region.lower() or INTERNATIONAL, {})}


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """Read the regions of a file, leaving out entries of the wrong shape."""
    import tomllib

    found = tomllib.loads(path.read_text(encoding="utf-8")).get("regions", {})
    if not isinstance(found, dict):
        return {}
    return {name.lower(): entry for name, entry in found.items() if isinstance(entry, dict) and _sound(entry)}


def _sound(entry: dict[str, Any]) -> bool:
    lines = entry.get("lines", [])
    texts = [entry.get(name, "") for name in ("emergency", "abuse", "poison", "checked_on")]
    return (
        isinstance(lines, list)
        and all(isinstance(line, str) for line in lines)
        and all(isinstance(text, str) for text in texts)
    )
