"""The schema's history, one function a step, run by `sqlite_utils.Migrations`.

Imported only when a database is new or behind: importing sqlite-utils costs
ten times the standard library's own module.

**Views.** SQLite looks at every view when a table is renamed or loses a column
(so `transform` of sqlite-utils meets them too), and refuses if one no longer
fits. The friendly views (`sql_views`, `v_*`) are no concern of a step:
`migrate` drops them before the first pending step and makes this version's
after the last. A step that changes what a friendly view reads changes its body
in `sql_views` and nothing else; a step that is there only for new bodies does
nothing. `recallable` and `words_text` belong to the schema: a step that renames
`messages`, `checkins`, `insights`, `facts` or `word_rows`, or drops a column
they read, drops these two first and makes them again last (`schema_memory`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store import (
    schema,
    schema_coach,
    schema_drafts,
    schema_extraction,
    schema_jobs,
    schema_memory,
    schema_money,
    schema_periods,
    schema_person,
    schema_recaps,
)
from lifeos_cli.store.slim import sqlite_utils_without_numpy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database, Migrations

sqlite_utils = sqlite_utils_without_numpy()
lifeos: Migrations = sqlite_utils.Migrations("lifeos")


def _make(db: Database, statements: Iterable[str], fed: Iterable[str], *, when: str = "") -> None:
    """Run statements, then feed the changes of tables."""
    for statement in statements:
        db.conn.execute(statement)
    for table in fed:
        for trigger in schema.feed(table, when=when):
            db.conn.execute(trigger)


@lifeos()
def m001_foundation(db: Database) -> None:
    """Users, sessions, messages, check-ins, consents, usage, the change feed."""
    for statement in (*schema.TABLES, *schema.INDEXES):
        db.conn.execute(statement)
    for table in schema.FED:
        for trigger in schema.feed(table):
            db.conn.execute(trigger)
    for trigger in schema.feed("users", owner="id", when=schema.USERS_FED_WHEN):
        db.conn.execute(trigger)


@lifeos()
def m002_memory(db: Database) -> None:
    """Insights, facts, and the words by which everything that may be recalled is found."""
    for statement in schema_memory.TABLES:
        db.conn.execute(statement)
    for table in schema_memory.FED:
        for trigger in schema.feed(table):
            db.conn.execute(trigger)
    for table in schema_memory.REFED:
        db.conn.execute(f"DROP TRIGGER {table}_fed_update")
        db.conn.execute(schema.feed(table, when=schema_memory.REFED_WHEN)[1])
    for statement in (*schema_memory.TRIGGERS, *schema_memory.REFILL):
        db.conn.execute(statement)


@lifeos()
def m003_money(db: Database) -> None:
    """What a call cost, how it failed, how many tries it took."""
    for statement in schema_money.COLUMNS:
        db.conn.execute(statement)


@lifeos()
def m004_coach(db: Database) -> None:
    """What a coach's tools did and may do: calls, goals, observations, skill evidence, follow-ups, the way back."""
    _make(db, schema_coach.TABLES, schema_coach.FED)


@lifeos()
def m005_long_talk(db: Database) -> None:
    """Recaps of long sessions, and where a session was forked from."""
    _make(db, schema_recaps.TABLES, schema_recaps.FED)


@lifeos()
def m006_jobs(db: Database) -> None:
    """Background jobs, the journal of their steps, their events and limits."""
    _make(db, schema_jobs.TABLES, schema_jobs.FED, when=schema_jobs.FED_WHEN)


@lifeos()
def m007_person(db: Database) -> None:
    """Assessments, norms and snapshots of the profile; skills, their edges and merges; links of goals."""
    _make(db, schema_person.TABLES, schema_person.FED)
    schema_person.skills_of_evidence(db.conn)


@lifeos()
def m008_extraction(db: Database) -> None:
    """Which sessions were read and what came of it; how often a fact was said, and proposals."""
    for statement in schema_extraction.TABLES:
        db.conn.execute(statement)


@lifeos()
def m009_periods(db: Database) -> None:
    """What weeks and months of conversations came to; tags the person chose."""
    _make(db, schema_periods.TABLES, schema_periods.FED)


@lifeos()
def m010_drafts(db: Database) -> None:
    """What was typed and not yet sent."""
    for statement in schema_drafts.TABLES:
        db.conn.execute(statement)


@lifeos()
def m011_friendly_views(_: Database) -> None:
    """The friendly views in the file itself: `migrate` makes them after the last step."""


@lifeos()
def m012_revisions(db: Database) -> None:
    """Which fact a proposed one takes the place of, or contradicts, once it is accepted."""
    for statement in schema_extraction.REVISIONS:
        db.conn.execute(statement)


@lifeos()
def m013_tags(db: Database) -> None:
    """Tags go with the session or check-in that bears them."""
    for statement in schema_periods.TAGS_GO:
        db.conn.execute(statement)
