"""No query of the store lets one person see or change a row of another."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.ids import ulid
from lifeos_cli.store import consents, job_steps, jobs, messages, schema_person, undo_log, usage
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import Change, JobEvent, JobStep, User, insert, update
from lifeos_cli.store.write_log import WriteLog
from tests.store import make

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from sqlite3 import Connection

    from lifeos_cli.store.database import Store

WORD = "kestrel"
NOUNS = (
    *("checkins", "sessions", "messages", "consents", "usage", "changes"),
    *("goals", "tool_calls", "undo_log", "turn_ends"),
    *("jobs", "job_steps", "jobs_views"),
    *("observations", "assessments", "profile_snapshots", "skills"),
)
"""Modules whose every public function is called here. `users` lists everybody: that is its purpose."""
ABOUT_NOBODY = {
    "changes.last_seq",
    "changes.pruned_to",
    "changes.require",
    "changes.leap",
    "changes.prune",
    "messages.open_streams",  # recovery finishes everybody's replies
    "messages.close_stream",  # by a message's id, as recovery and the writer know it
    "messages.next_turn",  # a session's messages are its owner's: see the next test
}
"""Functions that name no person because they are about the file, not about a record."""
OF_THE_STORE = {"changes.current_row", "changes.followers"}
"""About a row or the feed as such; they too must show nobody's."""
GIVES_BACK = {"undo_log.reverse"}
"""Functions that return what they were given."""
ADDS = {"add", "open_stream", "add_chunk", "send"}
"""Functions that only append the row they are given."""


@pytest.fixture
def other(store: Store) -> User:
    """Somebody else, with a row of everything, all saying the secret."""
    person = make.user(store, "Other")
    session = make.session(
        store, person.id, title=WORD, coach="goal_grow", captures=f'"{WORD}"', summary=WORD
    )
    said = make.message(store, person.id, session.id, content=WORD)
    make.checkin(store, person.id, WORD, note=WORD)
    with store.write() as conn:
        consents.add(
            conn,
            {
                "id": ulid(),
                "user_id": person.id,
                "kind": WORD,
                "granted": 1,
                "detail": WORD,
                "origin": "cli",
                "at": 1,
            },
        )
        usage.add(
            conn,
            {
                "id": ulid(),
                "user_id": person.id,
                "kind": "chat",
                "provider": WORD,
                "model": WORD,
                "status": "ok",
                "at": 1,
            },
        )
        log = WriteLog(conn, person.id, actor=WORD)
        goal = {"id": ulid(), "user_id": person.id, "title": WORD, "type": "process", "why": WORD}
        log.insert("goals", {**goal, "created_at": 1, "updated_at": 1})
        step = {"id": ulid(), "user_id": person.id, "goal_id": goal["id"], "position": 0, "title": WORD}
        log.insert("milestones", {**step, "created_at": 1, "updated_at": 1})
        call = {
            "id": ulid(),
            "user_id": person.id,
            "session_id": session.id,
            "message_id": said.id,
            "turn": 0,
        }
        call |= {
            "step": 0,
            "position": 0,
            "call_id": WORD,
            "name": WORD,
            "status": "requested",
            "created_at": 1,
        }
        insert(conn, "tool_calls", call)
        _add_jobs(conn, person.id)
        _grown(conn, person.id, goal["id"])
        messages.open_stream(conn, person.id, said.id, "-:0:", 1)
        messages.add_chunk(conn, person.id, said.id, 0, WORD)
    return person


def _add_jobs(conn: sqlite3.Connection, user_id: str) -> None:
    """Add a job that has ended, with a step and an event, and one that is due."""
    said = f'"{WORD}"'
    for key, status in ((WORD, "failed"), (None, "pending")):
        values = {"id": ulid(), "user_id": user_id, "type": WORD, "max_attempts": 1, "created_at": 1}
        values |= {"idempotency_key": key, "input": said, "error": WORD, "status": status, "run_after": 1}
        jobs.add(conn, {**values, "finished_at": 1 if status == "failed" else None})
        step = JobStep(
            user_id, str(values["id"]), "0", "step", WORD, 0, "", "waiting", said, None, None, 1, None
        )
        job_steps.add(conn, step)
        job_steps.send(conn, JobEvent(user_id, str(values["id"]), WORD, said, None, 1, None))


def _grown(conn: Connection, user_id: str, goal_id: str) -> None:
    """Put a row into every table of the profile and of skills."""
    own = {"user_id": user_id, "created_at": 1}
    day = {"local_date": "2026-11-22", "tz": "UTC"}
    sheet, skill, other = ulid(), ulid(), ulid()
    shown = ulid()
    taken = {"id": sheet, "instrument": WORD, "status": "paused", "answers": f'"{WORD}"', "norm_row": "all"}
    seen = {"dimension": "openness", "content": WORD, "assessment_id": sheet, "checkin_id": sheet}
    kept = {
        "trigger": "weekly",
        "picture": f'"{WORD}"',
        "evidence": "[]",
        "rules": "1",
        "at": 1,
        "note": WORD,
    }
    rows: list[tuple[str, dict[str, object]]] = [
        ("assessments", {**taken, "started_at": 1, "updated_at": 1, **day}),
        ("profile_norms", {"norm_row": WORD}),
        ("observations", {**seen, "items": f'["{WORD}"]', "effective_at": 1}),
        ("profile_snapshots", {**kept, **day}),
        ("skills", {"id": skill, "name": WORD, "updated_at": 1}),
        ("skills", {"id": other, "name": WORD, "updated_at": 1}),
        ("skill_aliases", {"skill_id": skill, "name": WORD}),
        (
            "skill_edges",
            {"from_id": skill, "to_id": other, "type": "enables", "confidence": 1, "at": 1, "quote": WORD},
        ),
        (
            "skill_evidence",
            {"id": shown, "skill": WORD, "kind": "action", "content": WORD, "effective_at": 1},
        ),
        ("goal_skills", {"goal_id": goal_id, "skill_id": skill}),
        ("goal_events", {"goal_id": goal_id, "kind": WORD, "at": 1}),
    ]
    for table, values in rows:
        insert(conn, table, {"id": ulid(), **own, **values})
    moved = {"id": ulid(), "user_id": user_id, "at": 1}
    insert(conn, "skill_merges", {**moved, "winner_id": skill, "loser_id": other, "reason": WORD})
    insert(conn, "skill_moves", {**moved, "evidence_id": shown, "to_skill_id": other})


def _functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for noun in NOUNS:
        module = import_module(f"lifeos_cli.store.{noun}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_") and name not in ADDS:
                yield f"{noun}.{name}", function


QUERIES = [(name, function) for name, function in _functions() if name not in ABOUT_NOBODY]


def _ids(store: Store, table: str, user_id: str) -> list[str]:
    table = "jobs" if table == "jobs_views" else table
    keys = {"tags": "owner_id", "streams": "message_id", "stream_chunks": "message_id"}
    key = keys.get(table, "job_id" if table.startswith("job_") else "id")
    rows = store.conn.execute(f"SELECT {key} FROM {table} WHERE user_id = :u", {"u": user_id})
    return [row[0] for row in rows]


def _everything(store: Store, user_id: str) -> list[tuple[Any, ...]]:
    tables = (
        *("sessions", "messages", "checkins", "tags", "consents", "usage", "streams", "stream_chunks"),
        *("goals", "milestones", "goal_events", "tool_calls", "undo_log", *schema_person.FED),
        *("observations", "skill_evidence"),
        *("jobs", "job_steps", "job_events"),
    )
    return [
        (table, *row)
        for table in tables
        for row in store.conn.execute(f"SELECT * FROM {table} WHERE user_id = :u", {"u": user_id})
    ]


def _arguments(
    store: Store, name: str, function: Callable[..., Any], me: User, other: User
) -> dict[str, Any]:
    """Ask in my name for the other person's rows."""
    noun = name.split(".", maxsplit=1)[0].replace("turn_ends", "messages")
    row_id = _ids(store, noun, other.id)[0] if noun != "changes" else ""
    day = store.conn.execute("SELECT local_date FROM checkins").fetchone()[0]
    known: dict[str, Any] = {
        "conn": store.conn,
        "user_id": me.id,
        "row_id": row_id,
        "old_id": row_id,
        "new_id": ulid(),
        "message_id": _ids(store, "messages", other.id)[0],
        "session_id": _ids(store, "sessions", other.id)[0],
        "ids": _ids(store, noun, other.id) if noun != "changes" else [],
        "session_ids": _ids(store, "sessions", other.id),
        "local_date": day,
        "slot": "day",
        "words": [WORD],
        "goal_id": _ids(store, "goals", other.id)[0],
        "call_ids": _ids(store, "tool_calls", other.id),
        "first": 0,
        "last": 9,
        "step": 0,
        "level": "none",
        "status": {"tool_calls.decide": "denied"}.get(name, None if name.endswith(".listed") else "failed"),
        "reason": "stolen",
        "entries": undo_log.writes(store.conn, other.id, most=1)[0],
        "most": 100,
        "turn": 0,
        "start": 0,
        "but": "",
        "coach": "goal_grow",
        "seq": 0,
        "at": 1,
        "tag": WORD,
        "tables": ["checkins"],
        "job_id": row_id,
        "kind": WORD,
        "key": WORD,
        "name": WORD,
        "owner": "-:1:1",
        "kinds": {WORD: 1},
        "now": 10,
        "before": 10,
        "lease": 0,
        "statuses": ["failed"],
        "run_after": 1,
        "parallelism": 1,
        "error": WORD,
        "was": "pending",
        "place": "0",
        "places": ["0"],
        "dimension": "extraversion",
        "archived": True,
        "withdrawn": True,
        "values": {"reason": "stolen"} if noun == "tool_calls" else {"origin": "stolen"},
        "change": Change(1, "checkins", _ids(store, "checkins", other.id)[0], me.id, "insert", 1),
    }
    given = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name in known:
            given[parameter.name] = known[parameter.name]
        else:
            assert parameter.default is not parameter.empty, (
                f"teach this test what to give {name} as {parameter.name}"
            )
    return given


@pytest.mark.parametrize(("name", "function"), QUERIES, ids=[name for name, _ in QUERIES])
def test_a_query_neither_shows_nor_changes_another_persons_rows(
    name: str, function: Callable[..., Any], store: Store, me: User, other: User
) -> None:
    names = inspect.signature(function).parameters
    assert "user_id" in names or name in OF_THE_STORE, f"{name} is not about one person"
    before = _everything(store, other.id)
    theirs = {value for row in before for value in row if isinstance(value, str) and len(value) == 26}

    with store.write():
        found = function(**_arguments(store, name, function, me, other))
        found = list(found) if isinstance(found, Iterator) else found

    # A dictionary may repeat the ids it was asked about, with nothing behind them.
    answer = repr({key: value for key, value in found.items() if value} if isinstance(found, dict) else found)
    if name not in GIVES_BACK:
        assert WORD not in answer
        assert not any(row_id in answer for row_id in theirs)
    assert _everything(store, other.id) == before


def test_the_walk_reaches_every_noun() -> None:
    assert {name.split(".", maxsplit=1)[0] for name, _ in QUERIES} == {*NOUNS}


def test_the_same_queries_do_show_a_person_their_own_rows(store: Store, me: User, other: User) -> None:
    shown = 0
    for name, function in QUERIES:
        writes = (
            *("edit", "delete", "withdraw", "supersede", "current_row", "prune", "settle", "consume"),
            *("drop", "reverse", "decide"),
        )
        if any(word in name for word in writes):
            continue
        shown += WORD in repr(function(**_arguments(store, name, function, other, other)))
    assert shown >= 6


def test_handles_titles_and_ids_of_another_person_name_nothing(store: Store, me: User, other: User) -> None:
    from lifeos_cli.errors import NotFoundError

    row = store.conn.execute(
        "SELECT id, handle, title FROM sessions WHERE user_id = :u", {"u": other.id}
    ).fetchone()
    for typed in (row["id"], row["handle"], row["title"], WORD[:3], "%", "_"):
        with pytest.raises(NotFoundError):
            resolve(store.conn, "sessions", me.id, typed, title="title", noun="sessions")


def test_the_generic_update_needs_the_owner(store: Store, me: User, other: User) -> None:
    row_id = _ids(store, "checkins", other.id)[0]
    with store.write() as conn:
        assert update(conn, "checkins", row_id, me.id, {"mood": 1}) == 0
        assert update(conn, "checkins", row_id, other.id, {"mood": 1}) == 1


def test_a_message_cannot_be_put_into_another_persons_session(store: Store, me: User, other: User) -> None:
    import sqlite3

    theirs = _ids(store, "sessions", other.id)[0]
    with pytest.raises(sqlite3.IntegrityError):
        make.message(store, me.id, theirs)


def test_deleting_a_person_leaves_nothing_of_theirs_in_any_table(store: Store, me: User, other: User) -> None:
    from lifeos_cli.record import users

    make.checkin(store, me.id)
    mine = _everything(store, me.id)
    users.remove(store, other.id)

    assert _everything(store, other.id) == []
    assert _everything(store, me.id) == mine
    left = store.conn.execute("SELECT tbl, op FROM changes WHERE user_id = :u", {"u": other.id}).fetchall()
    assert [tuple(row) for row in left] == [("users", "delete")]
    for file in store.path.parent.glob("lifeos.db*"):
        assert WORD.encode() not in file.read_bytes(), file
