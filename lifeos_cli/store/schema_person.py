"""The tables of the person: sheets of answers, pictures of the profile, skills and how they stand to each other.

What is computed (the profile, levels, progress) is in no table. `observations`,
`skill_evidence` and `goal_events` are the logs it is computed from; here they
get the columns the computation reads. A snapshot is a picture that was kept,
never a source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.ids import ulid
from lifeos_cli.store.rows import free_handle

if TYPE_CHECKING:
    import sqlite3

_OWNED = "user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE"
_FOREIGN = "source TEXT,\n  external_id TEXT"
_SESSION = "session_id TEXT REFERENCES sessions(id) ON DELETE SET NULL"

ASSESSMENTS = f"""
CREATE TABLE assessments (
  id TEXT PRIMARY KEY,
  {_OWNED},
  handle TEXT,
  instrument TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('paused', 'completed', 'careless', 'withdrawn')),
  answers TEXT NOT NULL,
  seconds TEXT,
  norm_row TEXT NOT NULL,
  careless TEXT,
  surprise TEXT CHECK (surprise IN ('unusual', 'shifted')),
  {_SESSION},
  origin TEXT NOT NULL DEFAULT 'cli',
  {_FOREIGN},
  local_date TEXT NOT NULL,
  tz TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT,
  withdrawn_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (user_id, handle),
  UNIQUE (user_id, source, external_id)
)"""

PROFILE_NORMS = f"""
CREATE TABLE profile_norms (
  id TEXT PRIMARY KEY,
  {_OWNED},
  norm_row TEXT NOT NULL,
  sex TEXT CHECK (sex IN ('male', 'female')),
  born TEXT,
  created_at BIGINT NOT NULL,
  UNIQUE (user_id)
)"""
"""The norm row of a person, chosen once. `born` is there only when they gave it."""

PROFILE_SNAPSHOTS = f"""
CREATE TABLE profile_snapshots (
  id TEXT PRIMARY KEY,
  {_OWNED},
  handle TEXT,
  trigger TEXT NOT NULL CHECK (trigger IN ('weekly', 'milestone', 'significant_change')),
  reason TEXT,
  dimension TEXT,
  observation_id TEXT,
  picture TEXT NOT NULL,
  evidence TEXT NOT NULL,
  rules TEXT NOT NULL,
  note TEXT,
  origin TEXT NOT NULL DEFAULT 'rules',
  {_FOREIGN},
  local_date TEXT NOT NULL,
  tz TEXT NOT NULL,
  at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (user_id, handle),
  UNIQUE (user_id, source, external_id)
)"""

SKILLS = f"""
CREATE TABLE skills (
  id TEXT PRIMARY KEY,
  {_OWNED},
  handle TEXT,
  name TEXT NOT NULL,
  category TEXT,
  description TEXT,
  origin TEXT NOT NULL DEFAULT 'cli' CHECK (origin IN ('cli', 'emerged', 'imported', 'model')),
  {_FOREIGN},
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  UNIQUE (user_id, handle),
  UNIQUE (user_id, source, external_id)
)"""
"""`emerged`: made by its first evidence; it goes with the last of it when that is forgotten."""

SKILL_ALIASES = f"""
CREATE TABLE skill_aliases (
  id TEXT PRIMARY KEY,
  {_OWNED},
  skill_id TEXT NOT NULL REFERENCES skills(id),
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  withdrawn_at BIGINT
)"""

SKILL_EDGES = f"""
CREATE TABLE skill_edges (
  id TEXT PRIMARY KEY,
  {_OWNED},
  from_id TEXT NOT NULL REFERENCES skills(id),
  to_id TEXT NOT NULL REFERENCES skills(id),
  type TEXT NOT NULL CHECK (type IN ('prerequisite', 'enables', 'synergy', 'related')),
  confidence REAL NOT NULL CHECK (confidence > 0 AND confidence <= 1),
  status TEXT NOT NULL DEFAULT 'accepted' CHECK (status IN ('accepted', 'proposed', 'withdrawn')),
  message_id TEXT,
  quote TEXT,
  {_SESSION},
  origin TEXT NOT NULL DEFAULT 'cli',
  {_FOREIGN},
  at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  withdrawn_at BIGINT,
  CHECK (from_id <> to_id),
  UNIQUE (user_id, source, external_id)
)"""
"""One row each time somebody says that two skills belong together; the edges are computed from these."""

SKILL_MERGES = f"""
CREATE TABLE skill_merges (
  id TEXT PRIMARY KEY,
  {_OWNED},
  winner_id TEXT NOT NULL REFERENCES skills(id),
  loser_id TEXT NOT NULL REFERENCES skills(id),
  similarity REAL,
  model TEXT,
  reason TEXT,
  origin TEXT NOT NULL DEFAULT 'cli',
  at BIGINT NOT NULL,
  undone_at BIGINT
)"""

SKILL_MOVES = f"""
CREATE TABLE skill_moves (
  id TEXT PRIMARY KEY,
  {_OWNED},
  evidence_id TEXT NOT NULL REFERENCES skill_evidence(id),
  to_skill_id TEXT NOT NULL REFERENCES skills(id),
  at BIGINT NOT NULL,
  undone_at BIGINT
)"""

GOAL_SKILLS = f"""
CREATE TABLE goal_skills (
  id TEXT PRIMARY KEY,
  {_OWNED},
  goal_id TEXT NOT NULL REFERENCES goals(id),
  skill_id TEXT NOT NULL REFERENCES skills(id),
  created_at BIGINT NOT NULL,
  withdrawn_at BIGINT
)"""

COLUMNS = (
    (
        "ALTER TABLE observations ADD COLUMN kind TEXT NOT NULL DEFAULT 'ai' "
        "CHECK (kind IN ('assessment', 'micro', 'confirm', 'ai'))"
    ),
    "ALTER TABLE observations ADD COLUMN t REAL",
    "ALTER TABLE observations ADD COLUMN rho2 REAL",
    "ALTER TABLE observations ADD COLUMN instrument TEXT",
    "ALTER TABLE observations ADD COLUMN assessment_id TEXT REFERENCES assessments(id)",
    "ALTER TABLE observations ADD COLUMN checkin_id TEXT",
    "ALTER TABLE observations ADD COLUMN items TEXT",
    "ALTER TABLE observations ADD COLUMN target_id TEXT",
    "ALTER TABLE observations ADD COLUMN answer TEXT CHECK (answer IN ('yes', 'partly', 'no'))",
    "ALTER TABLE observations ADD COLUMN local_date TEXT",
    "ALTER TABLE skill_evidence ADD COLUMN local_date TEXT",
    "ALTER TABLE goals ADD COLUMN created_on TEXT",
    "ALTER TABLE milestones ADD COLUMN done_on TEXT",
    "ALTER TABLE goal_events ADD COLUMN local_date TEXT",
    "ALTER TABLE goal_events ADD COLUMN withdrawn_at BIGINT",
)
"""`kind` of an observation: a scale that was scored, one item, an answer to a reading, or a reading (ai)."""

INDEXES = (
    "CREATE INDEX assessments_by_time ON assessments(user_id, started_at)",
    "CREATE INDEX profile_snapshots_by_time ON profile_snapshots(user_id, at)",
    "CREATE INDEX skills_by_name ON skills(user_id, name)",
    "CREATE INDEX skill_aliases_by_skill ON skill_aliases(user_id, skill_id)",
    "CREATE INDEX skill_edges_by_time ON skill_edges(user_id, at)",
    "CREATE INDEX skill_merges_by_time ON skill_merges(user_id, at)",
    "CREATE INDEX skill_moves_by_time ON skill_moves(user_id, at)",
    "CREATE INDEX skill_moves_by_evidence ON skill_moves(evidence_id)",
    "CREATE INDEX goal_skills_by_goal ON goal_skills(user_id, goal_id)",
    "CREATE INDEX observations_by_assessment ON observations(assessment_id) WHERE assessment_id IS NOT NULL",
    "CREATE INDEX observations_by_checkin ON observations(checkin_id) WHERE checkin_id IS NOT NULL",
    "CREATE INDEX skill_evidence_by_skill ON skill_evidence(user_id, skill_id)",
    "CREATE INDEX goal_events_by_person ON goal_events(user_id, at, id)",
    "CREATE INDEX milestones_by_person ON milestones(user_id, goal_id, position)",
)

TABLES = (
    *(ASSESSMENTS, PROFILE_NORMS, PROFILE_SNAPSHOTS, SKILLS, SKILL_ALIASES, SKILL_EDGES),
    *(SKILL_MERGES, SKILL_MOVES, GOAL_SKILLS),
    *COLUMNS,
    *INDEXES,
)
FED = (
    *("assessments", "profile_norms", "profile_snapshots", "skills", "skill_aliases", "skill_edges"),
    *("skill_merges", "skill_moves", "goal_skills"),
)
"""Tables that write to the change feed."""


def skills_of_evidence(conn: sqlite3.Connection) -> None:
    """Give evidence that only named its skill a skill of its own, one a name and person."""
    found = conn.execute(
        "SELECT user_id, lower(trim(skill)), MIN(skill), MIN(created_at) FROM skill_evidence "
        "WHERE skill_id IS NULL GROUP BY user_id, lower(trim(skill))"
    ).fetchall()
    for user_id, key, name, at in found:
        row_id = ulid()
        conn.execute(
            "INSERT INTO skills (id, user_id, handle, name, origin, created_at, updated_at) "
            "VALUES (:id, :user, :handle, :name, 'emerged', :at, :at)",
            {
                "id": row_id,
                "user": user_id,
                "handle": free_handle(conn, "skills", user_id, row_id),
                "name": name,
                "at": at,
            },
        )
        conn.execute(
            "UPDATE skill_evidence SET skill_id = :id WHERE user_id = :user AND lower(trim(skill)) = :key",
            {"id": row_id, "user": user_id, "key": key},
        )
