"""Lines to import, and what they became."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.transfer import jsonl_export, jsonl_import
from lifeos_cli.transfer.report import Report

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store

FILE_TIME = 1_700_000_000_000


def message(n: int, session: str = "s", role: str = "user", **more: Any) -> dict[str, Any]:
    """Make a foreign message; a minute passes from one number to the next."""
    return {
        "type": "message",
        "session": session,
        "id": f"m{n}",
        "role": role,
        "content": f"words {n}",
        "created_at": f"2026-01-02T{n // 60:02d}:{n % 60:02d}:00Z",
        **more,
    }


def talk(*roles: str, session: str = "s") -> list[dict[str, Any]]:
    """Make a conversation; `u` speaks for the person, `a` for the assistant."""
    return [
        message(n, session, {"u": "user", "a": "assistant"}[role], id=f"{session}-{n}")
        for n, role in enumerate(roles)
    ]


def as_bytes(*lines: Any) -> bytes:
    """Write lines as a file; bytes and texts stand as they are."""
    written = [line if isinstance(line, (str, bytes)) else json.dumps(line) for line in lines]
    return b"".join((line.encode() if isinstance(line, str) else line) + b"\n" for line in written)


def take(store: Store, user_id: str, *lines: Any, adopt: bool = True) -> Report:
    """Import lines."""
    report = Report()
    jsonl_import.run(
        store,
        user_id,
        io.BytesIO(as_bytes(*lines)),
        time=FILE_TIME,
        windows=[],
        adopt=adopt,
        report=report,
    )
    return report


def order(store: Store, session: str = "s") -> list[tuple[str, int, int]]:
    """List (external id, turn, step) of a session in the order of its messages."""
    rows = store.conn.execute(
        "SELECT m.external_id, m.turn, m.step FROM messages m JOIN sessions s ON s.id = m.session_id "
        "WHERE s.external_id = ? ORDER BY m.turn, m.step",
        (session,),
    )
    return [tuple(row) for row in rows]


def exported(store: Store, user_id: str) -> bytes:
    """Export a person."""
    parts: list[bytes] = []
    jsonl_export.run(store, user_id, parts.append)
    return b"".join(parts)
