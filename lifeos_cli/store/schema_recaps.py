"""Long talk: recaps, which keep what the oldest part of a session came to; and where a session was forked from.

A recap quotes what it covers. So it goes when any of that goes, or turns out
to have been said in a crisis.
"""

from __future__ import annotations

RECAPS = """
CREATE TABLE recaps (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  version BIGINT NOT NULL,
  from_turn BIGINT NOT NULL,
  to_turn BIGINT NOT NULL,
  message_ids TEXT NOT NULL,
  content TEXT NOT NULL,
  origin TEXT NOT NULL DEFAULT 'rules' CHECK (origin IN ('rules', 'model')),
  model TEXT,
  created_at BIGINT NOT NULL,
  UNIQUE (session_id, version)
)"""

_COVERING = (
    "DELETE FROM recaps WHERE session_id = OLD.session_id AND OLD.turn BETWEEN from_turn AND to_turn; END"
)
TRIGGERS = (
    f"CREATE TRIGGER messages_recaps_delete AFTER DELETE ON messages BEGIN {_COVERING}",
    (
        "CREATE TRIGGER messages_recaps_crisis AFTER UPDATE OF safety_level ON messages "
        f"WHEN NEW.safety_level = 'crisis' AND OLD.safety_level <> 'crisis' BEGIN {_COVERING}"
    ),
)
NOTICES = """
CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  session_id TEXT REFERENCES sessions(id) ON DELETE SET NULL,
  at BIGINT NOT NULL
)"""
"""What the program has said of a person's habits of using it, so that it is not said again too soon."""
NOTICED = "CREATE INDEX notices_by_kind ON notices(user_id, kind, at)"
FORKED = "ALTER TABLE sessions ADD COLUMN forked_from TEXT"
TABLES = (RECAPS, *TRIGGERS, FORKED, NOTICES, NOTICED)
FED = ("recaps", "notices")
