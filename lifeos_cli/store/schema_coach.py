"""The tables of the coach's tools: what a model asked for, what came of it, and how it is taken back.

`tool_calls` is both the log of every call and the list of open requests: a
call with status `requested` waits for the person. A call goes with the message
that asked for it.

Goals and milestones are rows that change, and `goal_events` is the log of how;
observations and skill evidence are logs themselves: an edit is a new row that
supersedes, a removal withdraws. `undo_log` holds, for each row a write
touched, what it was before and what it was after: a row that is no longer what
the write made of it is left alone.
"""

from __future__ import annotations

_OWNED = "user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE"
_SAID = "message_id TEXT,\n  quote TEXT,\n  session_id TEXT REFERENCES sessions(id) ON DELETE SET NULL"
"""Where it comes from: the person's message and their words in it."""
_FOREIGN = "source TEXT,\n  external_id TEXT"

DIMENSIONS = (
    *("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"),
    *("selfAwareness", "emotionalResilience", "growthMindset"),
)
GOAL_TYPES = ("outcome", "process", "identity")
GOAL_STATUSES = ("active", "completed", "paused", "abandoned")
EVIDENCE_KINDS = ("conversation", "reflection", "action", "assessment")
STRENGTHS = ("weak", "moderate", "strong")
CALL_STATUSES = ("requested", "approved", "denied", "running", "done", "failed")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"CHECK ({column} IN ({listed}))"


TOOL_CALLS = f"""
CREATE TABLE tool_calls (
  id TEXT PRIMARY KEY,
  {_OWNED},
  session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  message_id TEXT NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
  turn BIGINT NOT NULL,
  step BIGINT NOT NULL,
  position BIGINT NOT NULL,
  call_id TEXT NOT NULL,
  name TEXT NOT NULL,
  arguments TEXT,
  status TEXT NOT NULL {_one_of("status", CALL_STATUSES)},
  result TEXT,
  error TEXT,
  decided_at BIGINT,
  reason TEXT,
  quote TEXT,
  quote_message_id TEXT,
  created_at BIGINT NOT NULL,
  finished_at BIGINT,
  UNIQUE (message_id, position)
)"""

GOALS = f"""
CREATE TABLE goals (
  id TEXT PRIMARY KEY,
  {_OWNED},
  handle TEXT,
  title TEXT NOT NULL,
  type TEXT NOT NULL {_one_of("type", GOAL_TYPES)},
  status TEXT NOT NULL DEFAULT 'active' {_one_of("status", GOAL_STATUSES)},
  why TEXT,
  measure TEXT,
  target_date TEXT,
  cue TEXT,
  frequency TEXT,
  value TEXT,
  weekly_action TEXT,
  if_then TEXT,
  {_SAID},
  origin TEXT NOT NULL DEFAULT 'chat',
  {_FOREIGN},
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  completed_at BIGINT,
  withdrawn_at BIGINT,
  UNIQUE (user_id, handle),
  UNIQUE (user_id, source, external_id)
)"""

MILESTONES = f"""
CREATE TABLE milestones (
  id TEXT PRIMARY KEY,
  {_OWNED},
  goal_id TEXT NOT NULL REFERENCES goals(id),
  position BIGINT NOT NULL,
  title TEXT NOT NULL,
  due_date TEXT,
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'completed', 'dropped')),
  {_FOREIGN},
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  completed_at BIGINT,
  UNIQUE (user_id, source, external_id)
)"""

GOAL_EVENTS = f"""
CREATE TABLE goal_events (
  id TEXT PRIMARY KEY,
  {_OWNED},
  goal_id TEXT NOT NULL REFERENCES goals(id),
  milestone_id TEXT REFERENCES milestones(id),
  kind TEXT NOT NULL,
  detail TEXT,
  {_SAID},
  origin TEXT NOT NULL DEFAULT 'chat',
  {_FOREIGN},
  at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (user_id, source, external_id)
)"""

OBSERVATIONS = f"""
CREATE TABLE observations (
  id TEXT PRIMARY KEY,
  {_OWNED},
  handle TEXT,
  dimension TEXT NOT NULL {_one_of("dimension", DIMENSIONS)},
  level BIGINT CHECK (level BETWEEN -2 AND 2),
  direction TEXT CHECK (direction IN ('increase', 'decrease', 'stable')),
  strength TEXT NOT NULL DEFAULT 'moderate' {_one_of("strength", STRENGTHS)},
  setting TEXT NOT NULL DEFAULT 'coaching' CHECK (setting IN ('assistant', 'coaching', 'journal', 'interview')),
  words BIGINT,
  content TEXT,
  alternative TEXT,
  {_SAID},
  origin TEXT NOT NULL DEFAULT 'model',
  model TEXT,
  prompt_version TEXT,
  idempotency_key TEXT,
  status TEXT NOT NULL DEFAULT 'accepted' CHECK (status IN ('accepted', 'proposed', 'withdrawn')),
  superseded_by TEXT,
  withdrawn_at BIGINT,
  {_FOREIGN},
  effective_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (user_id, handle),
  UNIQUE (user_id, source, external_id)
)"""

SKILL_EVIDENCE = f"""
CREATE TABLE skill_evidence (
  id TEXT PRIMARY KEY,
  {_OWNED},
  handle TEXT,
  skill TEXT NOT NULL,
  skill_id TEXT,
  kind TEXT NOT NULL {_one_of("kind", EVIDENCE_KINDS)},
  content TEXT NOT NULL,
  assessment TEXT,
  difficulty BIGINT NOT NULL DEFAULT 3 CHECK (difficulty BETWEEN 1 AND 5),
  outcome REAL NOT NULL DEFAULT 1 CHECK (outcome IN (0, 0.5, 1)),
  points BIGINT,
  {_SAID},
  origin TEXT NOT NULL DEFAULT 'model',
  status TEXT NOT NULL DEFAULT 'accepted' CHECK (status IN ('accepted', 'proposed', 'withdrawn')),
  superseded_by TEXT,
  withdrawn_at BIGINT,
  {_FOREIGN},
  effective_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (user_id, handle),
  UNIQUE (user_id, source, external_id)
)"""

FOLLOWUPS = f"""
CREATE TABLE followups (
  id TEXT PRIMARY KEY,
  {_OWNED},
  handle TEXT,
  content TEXT NOT NULL,
  due_date TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'canceled')),
  {_SAID},
  origin TEXT NOT NULL DEFAULT 'chat',
  {_FOREIGN},
  created_at BIGINT NOT NULL,
  done_at BIGINT,
  UNIQUE (user_id, handle),
  UNIQUE (user_id, source, external_id)
)"""

UNDO_LOG = f"""
CREATE TABLE undo_log (
  id TEXT PRIMARY KEY,
  {_OWNED},
  write_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  actor TEXT NOT NULL,
  tool_call_id TEXT,
  session_id TEXT REFERENCES sessions(id) ON DELETE SET NULL,
  tbl TEXT NOT NULL,
  row_id TEXT NOT NULL,
  before TEXT,
  after TEXT NOT NULL,
  at BIGINT NOT NULL,
  undone_at BIGINT,
  UNIQUE (write_id, position)
)"""

ADDED = (
    "ALTER TABLE facts ADD COLUMN quote TEXT",
    "ALTER TABLE facts ADD COLUMN session_id TEXT REFERENCES sessions(id) ON DELETE SET NULL",
    "ALTER TABLE insights ADD COLUMN quote TEXT",
)
"""Provenance for the tables memory made."""

INDEXES = (
    "CREATE INDEX tool_calls_by_turn ON tool_calls(user_id, session_id, turn, step, position)",
    (
        "CREATE INDEX tool_calls_open ON tool_calls(user_id, session_id) "
        "WHERE status IN ('requested', 'approved', 'running')"
    ),
    "CREATE INDEX tool_calls_by_time ON tool_calls(user_id, created_at)",
    "CREATE INDEX tool_calls_quoting ON tool_calls(quote_message_id) WHERE quote_message_id IS NOT NULL",
    "CREATE INDEX goals_by_status ON goals(user_id, status)",
    "CREATE INDEX milestones_by_goal ON milestones(goal_id, position)",
    "CREATE INDEX goal_events_by_goal ON goal_events(goal_id, at)",
    "CREATE INDEX goal_events_by_milestone ON goal_events(milestone_id) WHERE milestone_id IS NOT NULL",
    "CREATE INDEX observations_by_time ON observations(user_id, effective_at, id)",
    "CREATE INDEX skill_evidence_by_time ON skill_evidence(user_id, effective_at, id)",
    "CREATE INDEX followups_by_day ON followups(user_id, status, due_date)",
    "CREATE INDEX undo_log_by_time ON undo_log(user_id, id)",
    "CREATE INDEX undo_log_by_call ON undo_log(tool_call_id) WHERE tool_call_id IS NOT NULL",
    "CREATE INDEX undo_log_by_row ON undo_log(row_id)",
    "CREATE INDEX usage_by_message ON usage(message_id) WHERE message_id IS NOT NULL",
    "CREATE INDEX messages_said ON messages(user_id, session_id, turn, step) WHERE role = 'user'",
    "CREATE INDEX messages_with_parts ON messages(user_id, session_id, turn, step) WHERE parts IS NOT NULL",
    (
        "CREATE INDEX messages_raised ON messages(user_id, session_id, safety_level, turn, step) "
        "WHERE safety_level <> 'none'"
    ),
)
"""The last four keep taking back an exchange as quick in a long session as in a short one."""

TABLES = (
    *(TOOL_CALLS, GOALS, MILESTONES, GOAL_EVENTS, OBSERVATIONS, SKILL_EVIDENCE, FOLLOWUPS, UNDO_LOG),
    *ADDED,
    *INDEXES,
)
FED = (
    *("tool_calls", "goals", "milestones", "goal_events", "observations", "skill_evidence", "followups"),
    "undo_log",
)
"""Tables that write to the change feed."""
