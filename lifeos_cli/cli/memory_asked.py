"""What `lifeos memory search` was asked, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from lifeos_cli.memory.legs import Filters


def valid(query: str | None, queries: str | None, role: str, mode: str) -> None:
    """Refuse what cannot be meant.

    Raises:
        UsageFault: It cannot.
    """
    from lifeos_cli.memory.legs import ROLES
    from lifeos_cli.memory.search import MODES

    if query is not None and not query.strip():
        raise UsageFault("there is nothing to look for", hint='lifeos memory search "the river walk"')
    if (query is None) == (queries is None):
        raise UsageFault("one query is needed", hint="Give it in quotes, or many with --queries -.")
    if queries not in {None, "-"}:
        raise UsageFault("--queries reads standard input", hint="Write: --queries - < FILE")
    for name, value, known in (("role", role, ROLES), ("mode", mode, MODES)):
        if value not in known:
            raise UsageFault(f"--{name} is one of {', '.join(known)}")


def filters_of(since: str | None, until: str | None, **others: Any) -> Filters:
    """Return what a hit must be, times read against now."""
    from lifeos_cli.clock import now_ms
    from lifeos_cli.memory.legs import Filters
    from lifeos_cli.when import parse

    now = now_ms()
    return Filters(
        since=parse(since, now) if since else None,
        until=parse(until, now, end=True) if until else None,
        **others,
    )


def around_of(typed: str | None) -> tuple[int, int] | None:
    """Return how many messages are shown before and after a hit.

    Raises:
        UsageFault: These are no two numbers.
    """
    if typed is None:
        return None
    before, _, after = typed.partition(",")
    if not before.strip().isdecimal() or not (after.strip() or "0").isdecimal():
        raise UsageFault(
            "--context takes two numbers", hint="As --context 2,1: two messages before, one after."
        )
    return int(before), int(after.strip() or "0")
