"""What a setting's value must be. Each check returns the normal form or raises ValueError."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_NAME = "abcdefghijklmnopqrstuvwxyz0123456789_-"
_MOST_WINDOWS = 2
_SESSION_TYPES = ("checkin", "coaching", "exploration")
EXTRACTED = (
    *(("facts", "accept"), ("insights", "accept"), ("skills", "accept"), ("observations", "accept")),
    ("goals", "propose"),
)
"""What extraction writes, and whether it counts at once if nothing is set."""
TOOLS = (
    ("propose_goal", "set goals"),
    ("update_goal", "change goals"),
    ("complete_milestone", "mark milestones as reached"),
    ("check_goal", "note that a goal was kept once"),
    ("record_insight", "keep insights"),
    ("record_fact", "keep facts"),
    ("correct_fact", "correct facts"),
    ("note_skill_demonstration", "keep evidence of skills"),
    ("note_observation", "note observations about you, once you have agreed to them at all"),
    ("log_checkin", "log check-ins"),
    ("start_protocol", "hand over to another coach"),
    ("schedule_followup", "plan follow-ups"),
)
"""The built-in tools that write, and what each may do."""


def at_least(least: int) -> Callable[[int], int]:
    """Make a check for a number's lower bound."""

    def check(value: int) -> int:
        if value < least:
            raise ValueError(f"must be {least} or more")
        return value

    return check


def between(least: int, most: int) -> Callable[[int], int]:
    """Make a check for a number's bounds."""

    def check(value: int) -> int:
        if not least <= value <= most:
            raise ValueError(f"must be {least} to {most}")
        return value

    return check


def money(value: str | float) -> str:
    """Bring an amount to plain decimal digits; empty stays empty and means none is set."""
    from decimal import Decimal, InvalidOperation

    if value == "":
        return ""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not (amount.is_finite() and 0 <= amount < 10**9):
        raise ValueError("must be an amount like 2.50, or empty for none")
    return f"{amount:f}"


def is_name(text: str) -> bool:
    """Whether the text can name a coach or a provider: small letters, digits, `_` and `-`."""
    return bool(text) and text[0].isalnum() and set(text) <= set(_NAME)


def name(value: str) -> str:
    """Check a name."""
    if not is_name(value):
        raise ValueError("must be a name of small letters, digits, '_' or '-'")
    return value


def model(value: str) -> str:
    """Bring a model to `provider/id`, or leave `guided`."""
    if value == "guided":
        return value
    whole = f"anthropic/{value}" if value.startswith("claude-") else value
    provider, _, ident = whole.partition("/")
    if not (is_name(provider) and ident and ident.isprintable() and not set(ident) & set(" \"'`")):
        raise ValueError("must be provider/id (like anthropic/claude-sonnet-5-5), claude-... or guided")
    return whole


def embedder(value: str) -> str:
    """Check what turns text into vectors: a name, or a name and what it is to load."""
    kind, colon, what = value.partition(":")
    known = {"builtin": False, "static": False, "model2vec": True, "fastembed": True, "litellm": True}
    if kind not in known or bool(colon) != known[kind] or (colon and not (what and what.isprintable())):
        raise ValueError(
            "must be builtin, static, model2vec:FOLDER, fastembed:MODEL or litellm:MODEL (provider/id)"
        )
    return value


def own_tools(values: list[str]) -> list[str]:
    """Check names of a person's own tools, each perhaps with what it may do."""
    for value in values:
        tool, equals, may = value.partition("=")
        named = tool.isascii() and tool.isidentifier() and tool.islower()
        if not named or (equals and may not in ("ask", "auto", "never")):
            raise ValueError("must be names of tools, each perhaps with =ask, =auto or =never")
    return values


def url(value: str) -> str:
    """Check an address, without its last slash; a password in it would be shown by every listing."""
    if not value:
        return value
    scheme, found, rest = value.partition("://")
    host = rest.partition("/")[0]
    if scheme not in {"http", "https"} or not found or not host or not value.isprintable() or " " in value:
        raise ValueError("must be an address that begins with http:// or https://")
    if "@" in host:
        raise ValueError("must not carry a user or password")
    return value.rstrip("/")


def region(value: str) -> str:
    """Bring a country to its two capital letters."""
    if value and not (len(value) == len("XX") and value.isascii() and value.isalpha()):
        raise ValueError("must be a two-letter country (like DE), or empty")
    return value.upper()


def file_path(value: str) -> str:
    """Bring a path to one that means the same wherever the program is run."""
    from pathlib import Path

    if not value:
        return value
    try:
        path = Path(value).expanduser()
    except RuntimeError:
        raise ValueError("must not name an unknown user's home") from None
    if not path.is_absolute() or "\0" in value:
        raise ValueError("must be a whole path, from / or ~/")
    return str(path)


def windows(values: list[str]) -> list[str]:
    """Check the spans of the day: one or two, each forwards, in order, none into the next."""
    if not 1 <= len(values) <= _MOST_WINDOWS:
        raise ValueError("must be one or two spans HH:MM-HH:MM")
    normal: list[str] = []
    last = ""
    for value in values:
        start, _, end = value.partition("-")
        begins, ends = _hour(start), _hour(end)
        if not begins < ends:
            raise ValueError("must have spans that begin before they end, within one day")
        if begins < last:
            raise ValueError("must be in order and not overlap")
        last = ends
        normal.append(f"{begins}-{ends}")
    return normal


def keys(values: list[str]) -> list[str]:
    """Check choices of keys, each written ACTION=KEY, several keys with spaces between them."""
    for value in values:
        action, _, chosen = value.partition("=")
        if not action.replace(".", "").replace("_", "").isalnum() or not chosen.split():
            raise ValueError("must be like goals.done=d, or goals.done=d ctrl+d for two keys")
    return values


def session_types(values: list[str]) -> list[str]:
    """Check types of sessions."""
    if set(values) - set(_SESSION_TYPES):
        raise ValueError(f"must be some of {', '.join(_SESSION_TYPES)}, or nothing")
    return list(dict.fromkeys(values))


def _hour(text: str) -> str:
    """Bring an hour to HH:MM."""
    hour, found, minute = text.strip().partition(":")
    digits = hour.isdecimal() and minute.isdecimal() and len(hour) <= len("HH") and len(minute) == len("MM")
    if not (found and digits and text.isascii() and int(hour) <= 23 and int(minute) <= 59):  # noqa: PLR2004 - a day
        raise ValueError("must be spans HH:MM-HH:MM")
    return f"{int(hour):02}:{minute}"
