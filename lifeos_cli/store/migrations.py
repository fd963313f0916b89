"""The schema's history, one function a step, run by `sqlite_utils.Migrations`.

Imported only when a database is new or behind: importing sqlite-utils costs
ten times the standard library's own module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store import (
    schema,
    schema_coach,
    schema_extraction,
    schema_jobs,
    schema_memory,
    schema_money,
    schema_recaps,
)
from lifeos_cli.store.slim import sqlite_utils_without_numpy

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

sqlite_utils = sqlite_utils_without_numpy()
lifeos: Migrations = sqlite_utils.Migrations("lifeos")


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
    for statement in schema_coach.TABLES:
        db.conn.execute(statement)
    for table in schema_coach.FED:
        for trigger in schema.feed(table):
            db.conn.execute(trigger)


@lifeos()
def m005_long_talk(db: Database) -> None:
    """Recaps of long sessions, and where a session was forked from."""
    for statement in schema_recaps.TABLES:
        db.conn.execute(statement)
    for table in schema_recaps.FED:
        for trigger in schema.feed(table):
            db.conn.execute(trigger)


@lifeos()
def m006_jobs(db: Database) -> None:
    """Background jobs, the journal of their steps, their events and limits."""
    for statement in schema_jobs.TABLES:
        db.conn.execute(statement)
    for table in schema_jobs.FED:
        for trigger in schema.feed(table, when=schema_jobs.FED_WHEN):
            db.conn.execute(trigger)


@lifeos()
def m007_extraction(db: Database) -> None:
    """Which sessions were read and what came of it; how often a fact was said, and proposals."""
    for statement in schema_extraction.TABLES:
        db.conn.execute(statement)
