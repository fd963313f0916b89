"""The tables of memory: insights, facts, what may be recalled, and the words it is found by.

`recallable` is the one list of texts that may ever be brought back: the
person's and the coach's finished messages, standing check-ins, active insights
and facts. A turn that met a crisis, or was answered with fixed words of
safety, is no part of it, and neither is anything withdrawn or superseded.

`words` (FTS5) holds the words of these texts and no second copy of them;
triggers keep it in step within the commit of the row itself. Its row numbers
are `person << 42 | place << 2 | voice`: one person's rows are one range, which
full text search steps through without looking at anybody else's, and the voice
(0 the person's own, 1 derived, 2 the assistant's) is told by two bits. They
grow within a person, because FTS5 starts a new segment whenever one does not.
"""

from __future__ import annotations

INSIGHTS = """
CREATE TABLE insights (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  handle TEXT,
  session_id TEXT REFERENCES sessions(id) ON DELETE SET NULL,
  message_id TEXT,
  content TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'withdrawn')),
  origin TEXT NOT NULL DEFAULT 'model',
  source TEXT,
  external_id TEXT,
  created_at BIGINT NOT NULL,
  UNIQUE (user_id, handle),
  UNIQUE (user_id, source, external_id)
)"""

FACTS = """
CREATE TABLE facts (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  handle TEXT,
  content TEXT NOT NULL,
  level TEXT NOT NULL DEFAULT 'explicit' CHECK (level IN ('explicit', 'inferred', 'contradiction')),
  origin TEXT NOT NULL DEFAULT 'model_inferred' CHECK (origin IN ('user_said', 'model_inferred', 'imported')),
  message_id TEXT,
  valid_from BIGINT,
  superseded_by TEXT,
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'withdrawn')),
  source TEXT,
  external_id TEXT,
  created_at BIGINT NOT NULL,
  UNIQUE (user_id, handle),
  UNIQUE (user_id, source, external_id)
)"""

PEOPLE = """
CREATE TABLE word_people (
  user_id TEXT PRIMARY KEY,
  no INTEGER NOT NULL UNIQUE
)"""

ROWS = """
CREATE TABLE word_rows (
  n INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL,
  tbl TEXT NOT NULL,
  row_id TEXT NOT NULL,
  UNIQUE (row_id, tbl)
)"""

HOLD = """
CREATE TABLE word_hold (
  user_id TEXT PRIMARY KEY
)"""
"""While a transaction brings in many rows of a person, their new words wait for its end (see `words.in_bulk`):
SQLite has FTS5 write a segment for every single row that a trigger enters."""

FED = ("insights", "facts")
"""Tables of memory that write to the change feed."""

UNREAD = (
    "ALTER TABLE messages ADD COLUMN unread BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE checkins ADD COLUMN unread BIGINT NOT NULL DEFAULT 0",
    "CREATE INDEX messages_unread ON messages(user_id, id) WHERE unread = 1",
    "CREATE INDEX checkins_unread ON checkins(user_id, id) WHERE unread = 1",
)
"""1 while nobody has read an imported text for its safety; such a row is neither embedded nor recalled."""

REFED = ("messages", "checkins")
REFED_WHEN = "OLD.unread IS NEW.unread OR OLD.safety_level IS NOT NEW.safety_level"
"""That a text was read for its safety and found calm is no news to anybody who follows the feed."""

INDEXES = (
    "CREATE INDEX insights_by_time ON insights(user_id, created_at)",
    "CREATE INDEX facts_by_time ON facts(user_id, created_at)",
)

_CHECKIN_TEXT = (
    "TRIM(COALESCE({0}note || char(10), '') || COALESCE({0}gratitude || char(10), '') "
    "|| COALESCE({0}intention, ''), char(10))"
)
TEXT = {
    "messages": "{0}content",
    "checkins": _CHECKIN_TEXT,
    "insights": "{0}content",
    "facts": "{0}content",
}
"""The text of a row, with `{0}` for where the row stands (`NEW.`, `m.`)."""

_CLOSING = "({0}safety_level = 'crisis' OR COALESCE({0}provider, '') = 'safety')"
STANDING = {
    "messages": (
        "{0}role IN ('user', 'assistant') AND {0}status IN ('success', 'interrupted') AND TRIM({0}content) <> '' "
        "AND {0}safety_level <> 'crisis' AND COALESCE({0}provider, '') <> 'safety'"
    ),
    "checkins": (
        "{0}superseded_by IS NULL AND {0}withdrawn_at IS NULL AND {0}safety_level <> 'crisis' "
        f"AND {_CHECKIN_TEXT} <> ''"
    ),
    "insights": "{0}status = 'active' AND TRIM({0}content) <> ''",
    "facts": "{0}status = 'active' AND {0}superseded_by IS NULL AND TRIM({0}content) <> ''",
}
"""What a row itself must be to be recalled; a message's turn must be open too."""
_OPEN_TURN = (
    "NOT EXISTS (SELECT 1 FROM messages o WHERE o.session_id = {0}session_id AND o.turn = {0}turn AND "
    + _CLOSING.format("o.")
    + ")"
)
VOICE = {
    "messages": "CASE {0}role WHEN 'user' THEN 0 ELSE 2 END",
    "checkins": "0",
    "insights": "1",
    "facts": "1",
}

SAID = f"{STANDING['messages'].format('m.')} AND {_OPEN_TURN.format('m.')}"
"""That a message `m` may be recalled."""
RECALLABLE = f"""
CREATE VIEW recallable AS
SELECT m.user_id, 'messages' AS tbl, m.id AS row_id, {VOICE["messages"].format("m.")} AS voice, m.role,
  m.session_id, m.turn, m.step, m.coach, m.content AS text, m.created_at AS at, m.external_id, m.safety_level,
  m.unread
FROM messages m WHERE {SAID}
UNION ALL
SELECT c.user_id, 'checkins', c.id, 0, 'user', c.session_id, NULL, NULL, NULL, {TEXT["checkins"].format("c.")},
  c.at, c.external_id, c.safety_level, c.unread
FROM checkins c WHERE {STANDING["checkins"].format("c.")}
UNION ALL
SELECT i.user_id, 'insights', i.id, 1, 'insight', i.session_id, NULL, NULL, NULL, i.content,
  i.created_at, i.external_id, 'none', 0
FROM insights i WHERE {STANDING["insights"].format("i.")}
UNION ALL
SELECT f.user_id, 'facts', f.id, 1, 'fact', NULL, NULL, NULL, NULL, f.content,
  f.created_at, f.external_id, 'none', 0
FROM facts f WHERE {STANDING["facts"].format("f.")}"""

WORDS_TEXT = "CREATE VIEW words_text AS " + " UNION ALL ".join(
    f"SELECT w.n AS n, {text.format('t.')} AS text FROM word_rows w JOIN {table} t ON t.id = w.row_id "
    f"WHERE w.tbl = '{table}'"
    for table, text in TEXT.items()
)
"""What stands at each place; one branch a table, so that a place is looked up and nothing is scanned."""

WORDS = (
    "CREATE VIRTUAL TABLE words USING fts5(text, content='words_text', content_rowid='n', "
    "tokenize='porter unicode61')"
)

TABLES = (INSIGHTS, FACTS, PEOPLE, ROWS, HOLD, *UNREAD, *INDEXES, RECALLABLE, WORDS_TEXT, WORDS)

PERSON_BITS, VOICE_BITS = 42, 2
_NEXT = (
    "((COALESCE((SELECT MAX(n) FROM word_rows WHERE n BETWEEN p.no << 42 AND ((p.no + 1) << 42) - 1), "
    "p.no << 42) >> 2) + 1) << 2"
)
"""The next free place of a person `p`, as a row number without its voice."""


_FREE = "NOT EXISTS (SELECT 1 FROM word_hold WHERE user_id = NEW.user_id)"


def _enter(table: str) -> str:
    """Write the statements that give NEW a place and put its words in."""
    return (
        f"INSERT INTO word_rows (n, user_id, tbl, row_id) SELECT ({_NEXT}) | ({VOICE[table].format('NEW.')}), "
        f"NEW.user_id, '{table}', NEW.id FROM word_people p WHERE p.user_id = NEW.user_id; "
        f"INSERT INTO words (rowid, text) SELECT n, {TEXT[table].format('NEW.')} FROM word_rows "
        f"WHERE row_id = NEW.id AND tbl = '{table}'; "
    )


def _leave(table: str) -> str:
    """Write the statements that take OLD's words out, if they are in; its place is how that is known."""
    return (
        f"INSERT INTO words (words, rowid, text) SELECT 'delete', n, {TEXT[table].format('OLD.')} "
        f"FROM word_rows WHERE row_id = OLD.id AND tbl = '{table}'; "
        f"DELETE FROM word_rows WHERE row_id = OLD.id AND tbl = '{table}'; "
    )


def enter_new(table: str) -> str:
    """Write the statement that gives a place to the rows of :user above :after in a table that have none yet."""
    return (
        "INSERT INTO word_rows (n, user_id, tbl, row_id) "
        f"SELECT ({_NEXT}) + ((ROW_NUMBER() OVER (ORDER BY t.rowid) - 1) << 2) + {VOICE[table].format('t.')}, "
        f"t.user_id, '{table}', t.id FROM {table} t JOIN word_people p ON p.user_id = t.user_id "
        f"WHERE +t.user_id = :user AND t.rowid > :after AND {_standing(table, 't.')} AND NOT EXISTS "
        f"(SELECT 1 FROM word_rows w WHERE w.row_id = t.id AND w.tbl = '{table}')"
    )


def _standing(table: str, row: str) -> str:
    turn = f" AND {_OPEN_TURN.format(row)}" if table == "messages" else ""
    return STANDING[table].format(row) + turn


def _follow(table: str) -> tuple[str, ...]:
    """Write the triggers that keep the words of one table."""
    changed = (
        f"({STANDING[table].format('OLD.')}) IS NOT ({STANDING[table].format('NEW.')}) "
        f"OR {TEXT[table].format('OLD.')} IS NOT {TEXT[table].format('NEW.')}"
    )
    now = _standing(table, "NEW.")
    enter = _enter(table)
    guarded = enter.replace(
        " WHERE p.user_id = NEW.user_id;", f" WHERE p.user_id = NEW.user_id AND {now};", 1
    )
    return (
        f"CREATE TRIGGER {table}_words_insert AFTER INSERT ON {table} WHEN {_FREE} AND {now} BEGIN {enter}END",
        (
            f"CREATE TRIGGER {table}_words_update AFTER UPDATE ON {table} WHEN {changed} BEGIN "
            f"{_leave(table)}{guarded}END"
        ),
        f"CREATE TRIGGER {table}_words_delete AFTER DELETE ON {table} BEGIN {_leave(table)}END",
    )


def _close(event: str, name: str) -> str:
    """Write the trigger that takes the rest of a turn out when one of its messages closes it."""
    turn = "(SELECT id FROM messages WHERE session_id = NEW.session_id AND turn = NEW.turn AND id <> NEW.id)"
    return (
        f"CREATE TRIGGER messages_words_close_{name} AFTER {event} ON messages WHEN {_CLOSING.format('NEW.')} BEGIN "
        "INSERT INTO words (words, rowid, text) SELECT 'delete', n, m.content FROM word_rows "
        "JOIN messages m ON m.id = word_rows.row_id "
        f"WHERE tbl = 'messages' AND row_id IN {turn}; "
        f"DELETE FROM word_rows WHERE tbl = 'messages' AND row_id IN {turn}; END"
    )


_NUMBER = "(SELECT COALESCE(MAX(no), 0) + 1 FROM word_people)"
TRIGGERS = (
    *(trigger for table in TEXT for trigger in _follow(table)),
    _close("INSERT", "insert"),
    _close("UPDATE OF safety_level, provider", "update"),
    (
        "CREATE TRIGGER users_words_insert AFTER INSERT ON users BEGIN "
        f"INSERT INTO word_people (user_id, no) VALUES (NEW.id, {_NUMBER}); END"
    ),
    (
        "CREATE TRIGGER users_words_delete AFTER DELETE ON users BEGIN "
        "DELETE FROM word_people WHERE user_id = OLD.id; END"
    ),
)

REFILL = (
    (
        "INSERT OR IGNORE INTO word_people (user_id, no) SELECT id, "
        "(SELECT COALESCE(MAX(no), 0) FROM word_people) + ROW_NUMBER() OVER (ORDER BY id) FROM users "
        "WHERE id NOT IN (SELECT user_id FROM word_people)"
    ),
    "INSERT INTO words (words) VALUES ('delete-all')",
    "DELETE FROM word_rows",
    (
        "INSERT INTO word_rows (n, user_id, tbl, row_id) SELECT (p.no << 42) | (ROW_NUMBER() OVER "
        "(PARTITION BY r.user_id ORDER BY r.at, r.row_id) << 2) | r.voice, r.user_id, r.tbl, r.row_id "
        "FROM recallable r JOIN word_people p ON p.user_id = r.user_id"
    ),
    ("INSERT INTO words (words) VALUES ('rebuild')"),
)
"""Fill the words from the rows that are there: at the migration, and when `memory rebuild` starts them anew."""
