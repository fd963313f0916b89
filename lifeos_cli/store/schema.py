"""The tables. DDL is the one place where SQL is SQLite's own.

Ids are ULID texts, times epoch milliseconds (UTC) as BIGINT, JSON is TEXT read
in Python. Every table carries `user_id`. Rows of the record are appended:
an edit supersedes, a removal withdraws.
"""

from __future__ import annotations

USERS = """
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  external_id TEXT UNIQUE,
  email TEXT,
  onboarding_step TEXT,
  is_current BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  last_active_at BIGINT
)"""

SESSIONS = """
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  handle TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('checkin', 'coaching', 'exploration')),
  coach TEXT,
  title TEXT,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'ended')),
  archived_at BIGINT,
  summary TEXT,
  text_tone REAL,
  safety_level TEXT NOT NULL DEFAULT 'none' CHECK (safety_level IN ('none', 'check', 'crisis')),
  supportive BIGINT NOT NULL DEFAULT 0,
  origin TEXT NOT NULL DEFAULT 'chat',
  source TEXT,
  external_id TEXT,
  captures TEXT,
  checkin_id TEXT,
  local_date TEXT NOT NULL,
  tz TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  ended_at BIGINT,
  reminded_at BIGINT,
  UNIQUE (id, user_id),
  UNIQUE (user_id, handle),
  UNIQUE (user_id, source, external_id)
)"""

MESSAGES = """
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  session_id TEXT NOT NULL,
  turn BIGINT NOT NULL,
  step BIGINT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'tool')),
  status TEXT NOT NULL CHECK (status IN ('pending', 'streaming', 'success', 'failed', 'interrupted')),
  content TEXT NOT NULL DEFAULT '',
  parts TEXT,
  coach TEXT,
  provider TEXT,
  model TEXT,
  usage TEXT,
  stop_reason TEXT,
  error TEXT,
  safety_level TEXT NOT NULL DEFAULT 'none' CHECK (safety_level IN ('none', 'check', 'crisis')),
  safety_kind TEXT,
  origin TEXT NOT NULL DEFAULT 'chat',
  source TEXT,
  external_id TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  FOREIGN KEY (session_id, user_id) REFERENCES sessions(id, user_id) ON DELETE CASCADE,
  UNIQUE (session_id, turn, step),
  UNIQUE (user_id, source, external_id)
)"""

CHECKINS = """
CREATE TABLE checkins (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  handle TEXT,
  at BIGINT NOT NULL,
  local_date TEXT NOT NULL,
  tz TEXT NOT NULL,
  slot TEXT NOT NULL CHECK (slot IN ('morning', 'evening', 'day')),
  timing TEXT NOT NULL CHECK (timing IN ('on_time', 'late', 'backfilled')),
  mood BIGINT,
  energy BIGINT,
  stress BIGINT,
  sleep_hours REAL,
  sleep_quality BIGINT,
  intention TEXT,
  connection BIGINT,
  progress BIGINT,
  note TEXT,
  micro_item TEXT,
  gratitude TEXT,
  safety_level TEXT NOT NULL DEFAULT 'none' CHECK (safety_level IN ('none', 'check', 'crisis')),
  safety_kind TEXT,
  session_id TEXT REFERENCES sessions(id) ON DELETE SET NULL,
  origin TEXT NOT NULL DEFAULT 'cli',
  source TEXT,
  external_id TEXT,
  supersedes TEXT,
  superseded_by TEXT,
  withdrawn_at BIGINT,
  created_at BIGINT NOT NULL,
  UNIQUE (user_id, handle),
  UNIQUE (user_id, source, external_id)
)"""

TAGS = """
CREATE TABLE tags (
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  owner_tbl TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (owner_tbl, owner_id, name)
)"""

CONSENTS = """
CREATE TABLE consents (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  granted BIGINT NOT NULL,
  detail TEXT,
  origin TEXT NOT NULL,
  at BIGINT NOT NULL
)"""

USAGE = """
CREATE TABLE usage (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  session_id TEXT REFERENCES sessions(id) ON DELETE SET NULL,
  message_id TEXT,
  kind TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  status TEXT NOT NULL,
  input_tokens BIGINT,
  output_tokens BIGINT,
  cache_read_tokens BIGINT,
  cache_write_tokens BIGINT,
  first_token_ms BIGINT,
  latency_ms BIGINT,
  at BIGINT NOT NULL
)"""

STREAMS = """
CREATE TABLE streams (
  message_id TEXT PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  owner TEXT NOT NULL,
  started_at BIGINT NOT NULL
)"""

STREAM_CHUNKS = """
CREATE TABLE stream_chunks (
  message_id TEXT NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  n BIGINT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (message_id, n)
)"""

CHANGES = """
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  tbl TEXT NOT NULL,
  row_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  op TEXT NOT NULL,
  at BIGINT NOT NULL
)"""

WATERMARKS = """
CREATE TABLE watermarks (
  name TEXT PRIMARY KEY,
  user_id TEXT,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL
)"""

INDEXES = (
    "CREATE INDEX sessions_by_use ON sessions(user_id, last_used_at)",
    "CREATE INDEX messages_by_session ON messages(user_id, session_id, turn, step)",
    "CREATE INDEX messages_by_time ON messages(user_id, created_at)",
    "CREATE INDEX checkins_by_time ON checkins(user_id, at)",
    "CREATE INDEX checkins_by_day ON checkins(user_id, local_date)",
    "CREATE INDEX tags_by_name ON tags(user_id, name)",
    "CREATE INDEX consents_by_kind ON consents(user_id, kind, at)",
    "CREATE INDEX usage_by_time ON usage(user_id, at)",
    "CREATE UNIQUE INDEX users_one_current ON users(is_current) WHERE is_current = 1",
)

TABLES = (
    *(USERS, SESSIONS, MESSAGES, CHECKINS, TAGS, CONSENTS),
    *(USAGE, STREAMS, STREAM_CHUNKS, CHANGES, WATERMARKS),
)

FED = ("sessions", "messages", "checkins", "consents", "usage")
"""Tables that write to the change feed. A row's tags are part of the row and have no entry of their own;
streamed text stays out until its message's status changes."""

_AT = "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"


def feed(table: str, *, owner: str = "user_id", when: str = "") -> tuple[str, str, str]:
    """Write the three triggers that feed a table's changes.

    Args:
        table: The table.
        owner: The column that names the person.
        when: A condition over OLD and NEW that an update must meet to be fed.
    """
    condition = f" WHEN {when}" if when else ""
    into = "INSERT INTO changes (tbl, row_id, user_id, op, at) VALUES"
    return (
        (
            f"CREATE TRIGGER {table}_fed_insert AFTER INSERT ON {table} BEGIN "
            f"{into} ('{table}', NEW.id, NEW.{owner}, 'insert', {_AT}); END"
        ),
        (
            f"CREATE TRIGGER {table}_fed_update AFTER UPDATE ON {table}{condition} BEGIN "
            f"{into} ('{table}', NEW.id, NEW.{owner}, 'update', {_AT}); END"
        ),
        (
            f"CREATE TRIGGER {table}_fed_delete AFTER DELETE ON {table} BEGIN "
            f"{into} ('{table}', OLD.id, OLD.{owner}, 'delete', {_AT}); END"
        ),
    )


USERS_FED_WHEN = " OR ".join(
    f"OLD.{column} IS NOT NEW.{column}"
    for column in ("handle", "name", "external_id", "email", "onboarding_step", "is_current")
)
"""Being active is not a change of the person: `last_active_at` alone stays out of the feed."""
