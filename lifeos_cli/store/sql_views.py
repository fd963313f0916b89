"""Views with friendly names for `lifeos sql`: what a person asks about, with days and months ready to group by.

They are made on each connection, of one person's rows alone, and not kept in
the database: no migration has to follow them, and no other program sees rows
of somebody else through them. Times are local, `YYYY-MM-DD HH:MM:SS`.
"""

from __future__ import annotations


def _at(column: str) -> str:
    return f"datetime({column} / 1000, 'unixepoch', 'localtime')"


def _day(column: str, name: str = "day") -> str:
    return (
        f"date({column} / 1000, 'unixepoch', 'localtime') AS {name}, "
        f"strftime('%Y-%m', {column} / 1000, 'unixepoch', 'localtime') AS month"
    )


_WEEKDAY = (
    "CASE strftime('%w', local_date) WHEN '0' THEN 7 ELSE CAST(strftime('%w', local_date) AS INTEGER) END"
)
_TAGS = (
    "(SELECT group_concat(t.name, ' ') FROM {tags} t WHERE t.owner_tbl = '{table}' AND t.owner_id = {row}.id)"
)

VIEWS = {
    "v_checkins": (
        f"SELECT id, handle, local_date AS day, substr(local_date, 1, 7) AS month, {_WEEKDAY} AS weekday, "
        f"{_at('at')} AS at, slot, timing, mood, energy, stress, sleep_hours, sleep_quality, connection, progress, "
        f"intention, note, gratitude, {_TAGS.format(tags='{tags}', table='checkins', row='c')} AS tags, origin "
        "FROM {checkins} c WHERE superseded_by IS NULL AND withdrawn_at IS NULL"
    ),
    "v_sessions": (
        "SELECT id, handle, local_date AS day, substr(local_date, 1, 7) AS month, type, coach, title, status, summary, "
        f"{_at('started_at')} AS started, {_at('last_used_at')} AS last_used, {_at('ended_at')} AS ended, "
        "(SELECT COUNT(*) FROM {messages} m WHERE m.session_id = s.id AND m.role = 'user') AS messages, "
        f"{_TAGS.format(tags='{tags}', table='sessions', row='s')} AS tags, origin FROM {{sessions}} s"
    ),
    "v_messages": (
        f"SELECT m.id, m.session_id, s.title AS session, s.type AS session_type, {_at('m.created_at')} AS at, "
        f"{_day('m.created_at')}, m.turn, m.step, m.role, m.content, length(m.content) AS characters, m.coach, "
        "m.model, m.status, m.origin FROM {messages} m JOIN {sessions} s ON s.id = m.session_id"
    ),
    "v_goals": (
        f"SELECT id, handle, title, type, status, why, target_date, {_at('created_at')} AS created, "
        f"{_at('completed_at')} AS completed, "
        "(SELECT COUNT(*) FROM {milestones} m WHERE m.goal_id = g.id) AS milestones, "
        "(SELECT COUNT(*) FROM {milestones} m WHERE m.goal_id = g.id AND m.status = 'completed') AS milestones_done, "
        "origin FROM {goals} g WHERE withdrawn_at IS NULL"
    ),
    "v_milestones": (
        "SELECT m.id, g.title AS goal, m.position, m.title, m.status, m.due_date, "
        f"{_at('m.completed_at')} AS completed FROM {{milestones}} m JOIN {{goals}} g ON g.id = m.goal_id "
        "WHERE g.withdrawn_at IS NULL"
    ),
    "v_goal_events": (
        f"SELECT e.id, g.title AS goal, e.kind, {_at('e.at')} AS at, {_day('e.at')} "
        "FROM {goal_events} e JOIN {goals} g ON g.id = e.goal_id"
    ),
    "v_insights": (
        f"SELECT id, handle, session_id, content, {_day('created_at')}, origin FROM {{insights}} "
        "WHERE status = 'active'"
    ),
    "v_facts": (
        f"SELECT id, handle, content, level, origin, {_day('created_at')} FROM {{facts}} "
        "WHERE status = 'active' AND superseded_by IS NULL"
    ),
    "v_skill_evidence": (
        f"SELECT id, handle, skill, kind, content, assessment, points, status, {_day('effective_at')}, origin "
        "FROM {skill_evidence} WHERE status <> 'withdrawn' AND superseded_by IS NULL"
    ),
    "v_observations": (
        f"SELECT id, handle, dimension, level, direction, strength, content, status, {_day('effective_at')}, origin "
        "FROM {observations} WHERE status <> 'withdrawn' AND superseded_by IS NULL"
    ),
    "v_usage": (
        f"SELECT u.id, u.session_id, s.coach, u.kind, u.provider, u.model, u.status, {_at('u.at')} AS at, "
        f"{_day('u.at')}, u.input_tokens, u.output_tokens, u.cache_read_tokens, u.cache_write_tokens, "
        "u.first_token_ms, u.latency_ms, "
        "u.cost_nanos / 1e9 AS cost, u.currency FROM {usage} u LEFT JOIN {sessions} s ON s.id = u.session_id"
    ),
    "v_followups": (
        f"SELECT id, handle, content, due_date, status, {_day('created_at')}, {_at('done_at')} AS done, origin "
        "FROM {followups}"
    ),
    "v_assessments": (
        "SELECT a.id, a.handle, a.instrument, a.status, a.local_date AS day, substr(a.local_date, 1, 7) AS month, "
        "o.dimension, o.t, a.origin FROM {assessments} a LEFT JOIN {observations} o ON o.assessment_id = a.id "
        "AND o.withdrawn_at IS NULL"
    ),
    "v_recaps": (
        f"SELECT r.id, r.session_id, s.title AS session, r.from_turn, r.to_turn, r.content, r.origin, "
        f"{_day('r.created_at')} FROM {{recaps}} r JOIN {{sessions}} s ON s.id = r.session_id"
    ),
    "v_tool_calls": (
        f"SELECT id, session_id, message_id, name AS tool, status, arguments, result, {_day('created_at')} "
        "FROM {tool_calls}"
    ),
    "v_jobs": (
        f"SELECT id, handle, type, status, attempts, {_at('created_at')} AS created, {_at('finished_at')} AS finished, "
        "run_ms FROM {jobs}"
    ),
    "v_tags": "SELECT name, owner_tbl AS belongs_to, owner_id FROM {tags}",
}
"""Bodies; a name in braces is a table of the person's own rows."""
