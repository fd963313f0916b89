"""Views with friendly names: what a person asks about, with days and months ready to group by.

They stand in the database, for whatever program opens it, and hold everybody's
rows with whose they are; `lifeos sql` lays views of the same names and bodies
over one person's rows before them. Times are local, `YYYY-MM-DD HH:MM:SS`.

The views follow the tables and are no part of their history: a database that
is migrated loses them first and gets those of this version last (`migrate`),
so no step of a migration meets one. A change of a body therefore needs a
migration of its own, if only an empty one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def _at(column: str) -> str:
    return f"datetime({column} / 1000, 'unixepoch', 'localtime')"


def _day(column: str, name: str = "day") -> str:
    return (
        f"date({column} / 1000, 'unixepoch', 'localtime') AS {name}, "
        f"strftime('%Y-%m', {column} / 1000, 'unixepoch', 'localtime') AS month"
    )


_WEEKDAY = "CAST((strftime('%w', local_date) + 6) % 7 + 1 AS INTEGER)"
"""1 Monday to 7 Sunday. Cast, so that it equals a `'1'` that another program passes as text."""
_TAGS = (
    "(SELECT group_concat(t.name, ' ') FROM {tags} t WHERE t.owner_tbl = '{table}' AND t.owner_id = {row}.id "
    "AND +t.user_id = {row}.user_id)"
)
"""The plus keeps SQLite from going through all tags of the person for each row, by the index over them."""


def _whose(row: str) -> str:
    """Write the columns that say whose a row is: the id and the name."""
    return f"{row}.user_id, (SELECT p.name FROM {{users}} p WHERE p.id = {row}.user_id) AS person"


VIEWS = {
    "v_checkins": (
        f"SELECT id, handle, local_date AS day, substr(local_date, 1, 7) AS month, {_WEEKDAY} AS weekday, "
        f"{_at('at')} AS at, slot, timing, mood, energy, stress, sleep_hours, sleep_quality, connection, progress, "
        f"intention, note, gratitude, {_TAGS.format(tags='{tags}', table='checkins', row='c')} AS tags, origin, "
        f"{_whose('c')} FROM {{checkins}} c WHERE superseded_by IS NULL AND withdrawn_at IS NULL"
    ),
    "v_sessions": (
        "SELECT id, handle, local_date AS day, substr(local_date, 1, 7) AS month, type, coach, title, status, summary, "
        f"{_at('started_at')} AS started, {_at('last_used_at')} AS last_used, {_at('ended_at')} AS ended, "
        "(SELECT COUNT(*) FROM {messages} m WHERE m.session_id = s.id AND m.user_id = s.user_id "
        "AND m.role = 'user') AS messages, "
        f"{_TAGS.format(tags='{tags}', table='sessions', row='s')} AS tags, origin, {_whose('s')} FROM {{sessions}} s"
    ),
    "v_messages": (
        f"SELECT m.id, m.session_id, s.title AS session, s.type AS session_type, {_at('m.created_at')} AS at, "
        f"{_day('m.created_at')}, m.turn, m.step, m.role, m.content, length(m.content) AS characters, m.coach, "
        f"m.model, m.status, m.origin, {_whose('m')} FROM {{messages}} m "
        "JOIN {sessions} s ON s.id = m.session_id AND s.user_id = m.user_id"
    ),
    "v_goals": (
        f"SELECT id, handle, title, type, status, why, target_date, {_at('created_at')} AS created, "
        f"{_at('completed_at')} AS completed, "
        "(SELECT COUNT(*) FROM {milestones} m WHERE m.goal_id = g.id AND m.user_id = g.user_id) AS milestones, "
        "(SELECT COUNT(*) FROM {milestones} m WHERE m.goal_id = g.id AND m.user_id = g.user_id "
        f"AND m.status = 'completed') AS milestones_done, origin, {_whose('g')} FROM {{goals}} g "
        "WHERE withdrawn_at IS NULL"
    ),
    "v_milestones": (
        "SELECT m.id, g.title AS goal, m.position, m.title, m.status, m.due_date, "
        f"{_at('m.completed_at')} AS completed, {_whose('m')} FROM {{milestones}} m "
        "JOIN {goals} g ON g.id = m.goal_id AND g.user_id = m.user_id WHERE g.withdrawn_at IS NULL"
    ),
    "v_goal_events": (
        f"SELECT e.id, g.title AS goal, e.kind, {_at('e.at')} AS at, {_day('e.at')}, {_whose('e')} "
        "FROM {goal_events} e JOIN {goals} g ON g.id = e.goal_id AND g.user_id = e.user_id"
    ),
    "v_insights": (
        f"SELECT id, handle, session_id, content, {_day('created_at')}, origin, {_whose('i')} FROM {{insights}} i "
        "WHERE status = 'active'"
    ),
    "v_facts": (
        f"SELECT id, handle, content, level, origin, {_day('created_at')}, {_whose('f')} FROM {{facts}} f "
        "WHERE status = 'active' AND superseded_by IS NULL"
    ),
    "v_skill_evidence": (
        f"SELECT id, handle, skill, kind, content, assessment, points, status, {_day('effective_at')}, origin, "
        f"{_whose('e')} FROM {{skill_evidence}} e WHERE status <> 'withdrawn' AND superseded_by IS NULL"
    ),
    "v_observations": (
        f"SELECT id, handle, dimension, level, direction, strength, content, status, {_day('effective_at')}, origin, "
        f"{_whose('o')} FROM {{observations}} o WHERE status <> 'withdrawn' AND superseded_by IS NULL"
    ),
    "v_usage": (
        f"SELECT u.id, u.session_id, s.coach, u.kind, u.provider, u.model, u.status, {_at('u.at')} AS at, "
        f"{_day('u.at')}, u.input_tokens, u.output_tokens, u.cache_read_tokens, u.cache_write_tokens, "
        "u.first_token_ms, u.latency_ms, "
        f"CAST(u.cost_nanos / 1e9 AS REAL) AS cost, u.currency, {_whose('u')} FROM {{usage}} u "
        "LEFT JOIN {sessions} s ON s.id = u.session_id AND s.user_id = u.user_id"
    ),
    "v_followups": (
        f"SELECT id, handle, content, due_date, status, {_day('created_at')}, {_at('done_at')} AS done, origin, "
        f"{_whose('f')} FROM {{followups}} f"
    ),
    "v_assessments": (
        "SELECT a.id, a.handle, a.instrument, a.status, a.local_date AS day, substr(a.local_date, 1, 7) AS month, "
        f"o.dimension, o.t, a.origin, {_whose('a')} FROM {{assessments}} a LEFT JOIN {{observations}} o "
        "ON o.assessment_id = a.id AND o.user_id = a.user_id AND o.withdrawn_at IS NULL"
    ),
    "v_recaps": (
        f"SELECT r.id, r.session_id, s.title AS session, r.from_turn, r.to_turn, r.content, r.origin, "
        f"{_day('r.created_at')}, {_whose('r')} FROM {{recaps}} r "
        "JOIN {sessions} s ON s.id = r.session_id AND s.user_id = r.user_id"
    ),
    "v_tool_calls": (
        f"SELECT id, session_id, message_id, name AS tool, status, arguments, result, {_day('created_at')}, "
        f"{_whose('t')} FROM {{tool_calls}} t"
    ),
    "v_jobs": (
        f"SELECT id, handle, type, status, attempts, {_at('created_at')} AS created, {_at('finished_at')} AS finished, "
        f"run_ms, {_whose('j')} FROM {{jobs}} j"
    ),
    "v_tags": f"SELECT name, owner_tbl AS belongs_to, owner_id, {_whose('t')} FROM {{tags}} t",
}
"""Bodies; a name in braces is a table, or the person's own rows of it."""

FORMER: tuple[str, ...] = ()
"""Names of views that earlier versions had in the file and this one has not."""


class _Tables(dict[str, str]):
    """The tables themselves, each by its name."""

    def __missing__(self, name: str) -> str:
        return f'"{name}"'


def in_file() -> dict[str, str]:
    """Return the bodies of the views as they stand in a database, over everybody's rows."""
    return {view: body.format_map(_Tables()) for view, body in VIEWS.items()}


def drop(conn: sqlite3.Connection) -> None:
    """Take the views out of the database, in the caller's transaction; a person's own views stay."""
    for name in (*VIEWS, *FORMER):
        if conn.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = :name", {"name": name}
        ).fetchone():
            conn.execute(f"DROP VIEW {name}")


def make(conn: sqlite3.Connection) -> None:
    """Put this version's views into the database; a table of somebody's that has such a name stays instead."""
    taken = {row[0].lower() for row in conn.execute("SELECT name FROM sqlite_master")}
    for view, body in in_file().items():
        if view not in taken:
            conn.execute(f"CREATE VIEW {view} AS {body}")
