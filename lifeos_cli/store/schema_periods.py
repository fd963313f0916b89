"""What weeks and months of conversations came to, what a person has said about tags, goals that wait for a yes.

A period's summary is made of the summaries of its sessions. So it goes when
one of these is deleted, forgotten, or turns out to have been a crisis.
"""

from __future__ import annotations

PERIODS = """
CREATE TABLE period_summaries (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('week', 'month')),
  first_date TEXT NOT NULL,
  last_date TEXT NOT NULL,
  content TEXT NOT NULL,
  session_ids TEXT NOT NULL,
  digest TEXT NOT NULL,
  origin TEXT NOT NULL DEFAULT 'rules' CHECK (origin IN ('rules', 'model')),
  model TEXT,
  created_at BIGINT NOT NULL,
  UNIQUE (user_id, kind, first_date)
)"""
"""`session_ids` is JSON; `digest` tells whether one of the sessions has changed since."""

CHOICES = """
CREATE TABLE tag_choices (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  owner_tbl TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  wanted BIGINT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (owner_tbl, owner_id, name)
)"""
"""A tag the person put on (1) or took off (0): reading the session again leaves that as it is."""

_HOLDING = "DELETE FROM period_summaries WHERE user_id = OLD.user_id AND instr(session_ids, OLD.id) > 0; END"
TRIGGERS = (
    f"CREATE TRIGGER sessions_periods_delete AFTER DELETE ON sessions BEGIN {_HOLDING}",
    (
        "CREATE TRIGGER sessions_periods_update AFTER UPDATE OF summary, safety_level ON sessions "
        "WHEN (NEW.summary IS NULL AND OLD.summary IS NOT NULL) "
        f"OR (NEW.safety_level = 'crisis' AND OLD.safety_level <> 'crisis') BEGIN {_HOLDING}"
    ),
    (
        "CREATE TRIGGER sessions_choices_delete AFTER DELETE ON sessions BEGIN "
        "DELETE FROM tag_choices WHERE owner_tbl = 'sessions' AND owner_id = OLD.id; END"
    ),
    (
        "CREATE TRIGGER checkins_choices_delete AFTER DELETE ON checkins BEGIN "
        "DELETE FROM tag_choices WHERE owner_tbl = 'checkins' AND owner_id = OLD.id; END"
    ),
)
TAGS_GO = (
    *(
        f"CREATE TRIGGER {bearer}_tags_delete AFTER DELETE ON {bearer} BEGIN "
        f"DELETE FROM tags WHERE owner_tbl = '{bearer}' AND owner_id = OLD.id; END"
        for bearer in ("sessions", "checkins")
    ),
    *(
        f"DELETE FROM tags WHERE owner_tbl = '{bearer}' "
        f"AND NOT EXISTS (SELECT 1 FROM {bearer} b WHERE b.id = tags.owner_id)"
        for bearer in ("sessions", "checkins")
    ),
)
"""Tags go with what bears them, however that goes; those that had been left behind go now."""

GOALS = "ALTER TABLE goals ADD COLUMN proposed BIGINT NOT NULL DEFAULT 0"
"""A goal that was found in a conversation and waits: proposed 1, and withdrawn until the person says yes."""

TABLES = (PERIODS, CHOICES, GOALS, *TRIGGERS)
FED = ("period_summaries", "tag_choices")
