"""Rows as typed values. JSON columns stay text here; who needs them reads them.

Annotations are evaluated here: as texts they would each be compiled to make the
named tuples, and every command imports these.
"""

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping


class User(NamedTuple):
    """A person whose record this store holds."""

    id: str
    handle: str
    name: str
    external_id: str | None
    email: str | None
    onboarding_step: str | None
    is_current: int
    created_at: int
    last_active_at: int | None


class Session(NamedTuple):
    """A conversation."""

    id: str
    user_id: str
    handle: str
    type: str
    coach: str | None
    title: str | None
    status: str
    archived_at: int | None
    summary: str | None
    text_tone: float | None
    safety_level: str
    supportive: int
    """1 while coaching is paused after a crisis message."""
    origin: str
    source: str | None
    external_id: str | None
    captures: str | None
    """JSON: what a guided coach captured, by name."""
    checkin_id: str | None
    local_date: str
    tz: str
    started_at: int
    last_used_at: int
    ended_at: int | None
    reminded_at: int | None
    """When the person was last reminded that this is a program."""
    forked_from: str | None
    """The message of another session up to which this one was copied."""


class Message(NamedTuple):
    """One message: a turn is the person's words and the replies to them, a step is one of these."""

    id: str
    user_id: str
    session_id: str
    turn: int
    step: int
    role: str
    status: str
    content: str
    parts: str | None
    """JSON: what came with the text; `guided` keeps its state here."""
    coach: str | None
    provider: str | None
    model: str | None
    usage: str | None
    stop_reason: str | None
    error: str | None
    safety_level: str
    safety_kind: str | None
    origin: str
    source: str | None
    external_id: str | None
    created_at: int
    updated_at: int


class Checkin(NamedTuple):
    """One check-in; only what the person answered is set."""

    id: str
    user_id: str
    handle: str | None
    at: int
    local_date: str
    tz: str
    slot: str
    timing: str
    mood: int | None
    energy: int | None
    stress: int | None
    sleep_hours: float | None
    sleep_quality: int | None
    intention: str | None
    connection: int | None
    progress: int | None
    note: str | None
    micro_item: str | None
    gratitude: str | None
    safety_level: str
    safety_kind: str | None
    session_id: str | None
    origin: str
    source: str | None
    external_id: str | None
    supersedes: str | None
    superseded_by: str | None
    withdrawn_at: int | None
    created_at: int


class Change(NamedTuple):
    """One entry of the change feed."""

    seq: int
    tbl: str
    row_id: str
    user_id: str
    op: str
    at: int


class Recap(NamedTuple):
    """What the turns of a session up to one came to."""

    id: str
    user_id: str
    session_id: str
    version: int
    from_turn: int
    to_turn: int
    message_ids: str
    """JSON: the messages this version added to what the one before covers."""
    content: str
    origin: str
    """Who wrote it: rules, or a model."""
    model: str | None
    created_at: int


class Job(NamedTuple):
    """A piece of background work."""

    id: str
    user_id: str
    handle: str
    type: str
    version: int
    """Of the kind's code when the job was made."""
    status: str
    priority: int
    run_after: int | None
    """Not before; None while nothing but an event or another job can wake it."""
    waiting: str | None
    """What it sleeps or waits for."""
    attempts: int
    """Tries since the last step that worked, the one under way included."""
    max_attempts: int
    losses: int
    """Workers that died with it since the last step that worked."""
    idempotency_key: str | None
    parent_id: str | None
    parent_place: str | None
    """The step of the parent that waits for this job."""
    lease: int
    """The number of the newest claim; what comes under another number is ignored."""
    lease_owner: str | None
    heartbeat_at: int | None
    cancel_requested: int
    input: str
    """JSON."""
    output: str | None
    """JSON."""
    error: str | None
    hook_error: str | None
    """Why the completion hook failed; the job's own result stands."""
    created_at: int
    started_at: int | None
    """The first claim."""
    claimed_at: int | None
    """The newest claim."""
    finished_at: int | None
    run_ms: int
    """Milliseconds under a lease, all claims together."""


class JobStep(NamedTuple):
    """One entry of a job's journal."""

    user_id: str
    job_id: str
    place: str
    """Where in the flow: `2`, or `2.0.1` for the second step of the first branch of a gather at 2."""
    kind: str
    name: str
    version: int
    args_hash: str
    status: str
    output: str | None
    """JSON."""
    error: str | None
    child_id: str | None
    started_at: int
    finished_at: int | None


class JobEvent(NamedTuple):
    """Something a job was told from outside."""

    user_id: str
    job_id: str
    name: str
    payload: str | None
    """JSON."""
    error: str | None
    sent_at: int
    consumed_by: str | None
    """The place of the step that took it."""


T = TypeVar("T", User, Session, Message, Checkin, Change, Recap, Job, JobStep, JobEvent)


def columns(cls: type[Any]) -> str:
    """List the class's fields as columns of a SELECT."""
    return ", ".join(cls._fields)


def from_row(cls: type[T], row: "sqlite3.Row") -> T:
    """Make a value of a row selected by `columns`."""
    return cls(*row)


def tuples(conn: "sqlite3.Connection", query: str, values: "Mapping[str, object]") -> list[tuple[Any, ...]]:
    """Return every row of a query as a bare tuple: a third of the cost where there are very many."""
    cursor = conn.cursor()
    cursor.row_factory = None
    return cursor.execute(query, values).fetchall()


def among(column: str, values: "Iterable[object]") -> "tuple[str, dict[str, object]]":
    """Return a condition, that a column holds one of a few hundred values, and its parameters (`:i0`, `:i1`, ...)."""
    named = {f"i{n}": value for n, value in enumerate(values)}
    return f"{column} IN ({', '.join(f':{key}' for key in named)})", named


def insert(conn: "sqlite3.Connection", table: str, values: "Mapping[str, object]") -> None:
    """Insert one row; the keys are our own column names, never input."""
    names = ", ".join(values)
    slots = ", ".join(f":{name}" for name in values)
    conn.execute(f"INSERT INTO {table} ({names}) VALUES ({slots})", dict(values))


def update(
    conn: "sqlite3.Connection", table: str, row_id: str, user_id: str, values: "Mapping[str, object]"
) -> int:
    """Update columns of one of the person's rows; returns how many rows that was."""
    sets = ", ".join(f"{name} = :{name}" for name in values)
    cursor = conn.execute(
        f"UPDATE {table} SET {sets} WHERE id = :_id AND user_id = :_user",
        {**values, "_id": row_id, "_user": user_id},
    )
    return cursor.rowcount


def free_handle(conn: "sqlite3.Connection", table: str, user_id: str, row_id: str) -> str:
    """Return the shortest handle of the row that no other row of the person's has in that table."""
    from lifeos_cli.ids import handles

    query = f"SELECT 1 FROM {table} WHERE user_id = :user AND handle = :handle"
    for handle in handles(row_id):
        if not conn.execute(query, {"user": user_id, "handle": handle}).fetchone():
            return handle
    return row_id.lower()
