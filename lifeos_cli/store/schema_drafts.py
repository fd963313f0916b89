"""What was typed and not yet sent. It is nobody's record: in no feed, no index and no export, gone once it is sent."""

from __future__ import annotations

DRAFTS = """
CREATE TABLE drafts (
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  place TEXT NOT NULL,
  content TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, place)
)"""
"""`place` says where it was typed: `chat` and the session's id, `checkin` and the item."""
TABLES = (DRAFTS,)
