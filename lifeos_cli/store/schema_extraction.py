"""The tables of extraction: which sessions were read, by what, and which rows came of it.

None of them holds a word anybody said. A proposed fact or insight stands as
`withdrawn` for everything that reads the record, and is told apart by `proposed`.
"""

from __future__ import annotations

EXTRACTIONS = """
CREATE TABLE extractions (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  version TEXT NOT NULL,
  last_message_id TEXT NOT NULL,
  title_hash TEXT,
  counts TEXT NOT NULL,
  superseded_by TEXT,
  created_at BIGINT NOT NULL
)"""

EXTRACTED = """
CREATE TABLE extracted (
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  extraction_id TEXT NOT NULL REFERENCES extractions(id) ON DELETE CASCADE,
  tbl TEXT NOT NULL,
  row_id TEXT NOT NULL,
  PRIMARY KEY (tbl, row_id)
)"""

TABLES = (
    EXTRACTIONS,
    EXTRACTED,
    "CREATE UNIQUE INDEX extractions_standing ON extractions(session_id) WHERE superseded_by IS NULL",
    "CREATE INDEX extracted_by_extraction ON extracted(extraction_id)",
    "ALTER TABLE facts ADD COLUMN reinforced BIGINT NOT NULL DEFAULT 1",
    "ALTER TABLE facts ADD COLUMN sources TEXT",
    "ALTER TABLE facts ADD COLUMN proposed BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE insights ADD COLUMN proposed BIGINT NOT NULL DEFAULT 0",
)
"""`facts.sources` is JSON: the ids of the messages that say it; of a contradiction, the ids of the two facts."""

REVISIONS = (
    "ALTER TABLE facts ADD COLUMN replaces TEXT",
    "ALTER TABLE facts ADD COLUMN contradicts TEXT",
)
"""The id of the fact that a proposed one replaces, or contradicts, once it is accepted; empty from then on."""
