"""A conversation as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.clock import local
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.store.rows import Message, Session


def transcript(session: Session, messages: Sequence[Message]) -> str:
    """Return a session as a person reads it: a head, then who said what; unfinished replies say so."""
    head = f"{session.handle}  {local(session.started_at):%Y-%m-%d %H:%M}  {session.type}"
    names = [session.coach or "", session.status, "archived" if session.archived_at else ""]
    lines = ["  ".join([head, *(name for name in names if name)])]
    if session.title:
        lines.append(one_line(session.title))
    for row in messages:
        who = {"user": "you", "tool": "tools"}.get(row.role) or row.coach or row.role
        state = "" if row.status == "success" else f" [{row.status}]"
        lines += ["", f"{who} ({local(row.created_at):%H:%M}){state}", row.content]
    return "\n".join(lines)
