"""The change feed: one row for every insert, update and delete that anybody may want to follow."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import DAY
from lifeos_cli.errors import NotFoundError
from lifeos_cli.store.rows import Change, among, columns, from_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

KEPT = 30 * DAY
"""Milliseconds for which entries are kept even when every follower has read them."""
FOLLOWED = (
    *("users", "sessions", "messages", "checkins", "consents", "usage", "insights", "facts"),
    *("tool_calls", "goals", "milestones", "goal_events", "observations", "skill_evidence", "followups"),
    *("undo_log", "recaps", "notices", "jobs"),
    *("assessments", "profile_norms", "profile_snapshots", "skills", "skill_aliases", "skill_edges"),
    *("skill_merges", "skill_moves", "goal_skills"),
    *("period_summaries", "tag_choices"),
)
"""Tables in the feed."""
JSON_COLUMNS = {
    "sessions": ("captures",),
    "messages": ("parts", "usage"),
    "checkins": ("micro_item",),
    "recaps": ("message_ids",),
    "period_summaries": ("session_ids",),
    "tool_calls": ("arguments",),
    "goals": ("if_then",),
    "observations": ("items",),
    "assessments": ("answers", "seconds"),
    "profile_snapshots": ("picture", "evidence"),
    "facts": ("sources",),
    "goal_events": ("detail",),
    "undo_log": ("before", "after"),
    "jobs": ("input", "output"),
}
"""Columns of theirs that hold JSON."""
_OWN = "feed:"
"""How watermarks begin that are the feed's own and no follower's."""
_PRUNED = f"{_OWN}pruned"
"""Up to where entries may be gone."""
_RESTORED = f"{_OWN}restored:"
"""Before the last number of a restored backup: up to where another feed had got that it replaced."""


class PrunedError(NotFoundError):
    """Entries asked for have been pruned, or were never written here."""


def last_seq(conn: sqlite3.Connection) -> int:
    """Return the newest entry's number (0: none yet), also when it is gone."""
    newest = int(conn.execute("SELECT COALESCE(MAX(seq), 0) FROM changes").fetchone()[0])
    return max(newest, pruned_to(conn))


def last_of(conn: sqlite3.Connection, user_id: str, tables: Collection[str]) -> int:
    """Return the newest entry's number of the person's rows in some tables (0: none is kept)."""
    chosen, named = among("tbl", sorted(tables))
    row = conn.execute(
        f"SELECT seq FROM changes WHERE user_id = :user AND {chosen} ORDER BY seq DESC LIMIT 1",
        {"user": user_id, **named},
    ).fetchone()
    return int(row[0]) if row else 0


def pruned_to(conn: sqlite3.Connection) -> int:
    """Return the number up to which entries may be gone (0: all are here)."""
    row = conn.execute("SELECT seq FROM watermarks WHERE name = :name", {"name": _PRUNED}).fetchone()
    return int(row[0]) if row else 0


def followers(conn: sqlite3.Connection) -> dict[str, int]:
    """Return, by name, up to where each follower has read."""
    rows = conn.execute(
        "SELECT name, seq FROM watermarks WHERE name NOT LIKE :own ORDER BY name", {"own": f"{_OWN}%"}
    )
    return {row[0]: int(row[1]) for row in rows}


def since(
    conn: sqlite3.Connection, user_id: str, seq: int, *, tables: Collection[str] = (), most: int = 1000
) -> list[Change]:
    """List the person's changes after `seq`, oldest first, `most` at once."""
    chosen, named = among("tbl", sorted(tables))
    only = f"AND {chosen} " if named else ""
    rows = conn.execute(
        f"SELECT {columns(Change)} FROM changes WHERE seq > :seq AND user_id = :user {only}"
        "ORDER BY seq LIMIT :most",
        {"seq": seq, "user": user_id, "most": most, **named},
    )
    return [from_row(Change, row) for row in rows]


def changed_tables(conn: sqlite3.Connection, seq: int, user_id: str) -> frozenset[str]:
    """Return the tables that changed for the person after `seq`."""
    rows = conn.execute(
        "SELECT DISTINCT tbl FROM changes WHERE seq > :seq AND user_id = :user", {"seq": seq, "user": user_id}
    )
    return frozenset(row[0] for row in rows)


def require(conn: sqlite3.Connection, seq: int) -> None:
    """Make sure that everything after `seq` is still here, and that `seq` is of this feed.

    Raises:
        PrunedError: Entries after it were pruned, or the feed never got that far.
    """
    gone, newest = pruned_to(conn), last_seq(conn)
    hint = f"Read the record anew and follow it with --since {newest}."
    if seq < gone:
        raise PrunedError(
            f"changes up to {gone} were pruned, so nothing can be followed from {seq}", hint=hint
        )
    if seq > newest:
        raise PrunedError(f"the feed ends at {newest}, before {seq}: this is another database", hint=hint)
    leaps = conn.execute(
        "SELECT name, seq FROM watermarks WHERE name LIKE :restored", {"restored": f"{_RESTORED}%"}
    )
    if any(int(name.removeprefix(_RESTORED)) < seq < upto for name, upto in leaps):
        raise PrunedError(f"{seq} is of a database that was replaced by a backup since", hint=hint)


def leap(conn: sqlite3.Connection, after: int, upto: int) -> None:
    """Number the next entry above `upto`; a follower that has read beyond `after` is to start anew."""
    _mark(conn, f"{_RESTORED}{after}", upto)
    conn.execute("UPDATE sqlite_sequence SET seq = :seq WHERE name = 'changes'", {"seq": upto})


def _mark(conn: sqlite3.Connection, name: str, seq: int) -> None:
    conn.execute(
        "INSERT INTO watermarks (name, seq, at) VALUES (:name, :seq, :at) "
        "ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, at = excluded.at WHERE excluded.seq > watermarks.seq",
        {"name": name, "seq": seq, "at": time.time_ns() // 1_000_000},
    )


def current_row(conn: sqlite3.Connection, change: Change) -> dict[str, Any] | None:
    """Return the changed row as it is now, JSON columns read and tags included; None when it is gone."""
    if change.tbl not in FOLLOWED:
        return None
    owner = "id" if change.tbl == "users" else "user_id"
    key = {"id": change.row_id, "user": change.user_id}
    found = conn.execute(f"SELECT * FROM {change.tbl} WHERE id = :id AND {owner} = :user", key).fetchone()
    if found is None:
        return None
    row = dict(found)
    for name in JSON_COLUMNS.get(change.tbl, ()):
        row[name] = _read_json(row[name])
    if change.tbl == "checkins":
        tags = "SELECT name FROM tags WHERE owner_tbl = 'checkins' AND owner_id = :id AND user_id = :user ORDER BY name"
        row["tags"] = [tag[0] for tag in conn.execute(tags, key)]
    return row


def _read_json(text: str | None) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def prune(conn: sqlite3.Connection) -> int:
    """Delete entries older than 30 days that every watermark has passed; returns how many."""
    young = conn.execute(
        "SELECT MIN(seq) FROM changes WHERE at >= :before", {"before": time.time_ns() // 1_000_000 - KEPT}
    ).fetchone()[0]
    upto = last_seq(conn) if young is None else int(young) - 1
    upto = min((upto, *followers(conn).values()))
    if upto <= pruned_to(conn):
        return 0
    _mark(conn, _PRUNED, upto)
    return conn.execute("DELETE FROM changes WHERE seq <= :upto", {"upto": upto}).rowcount
