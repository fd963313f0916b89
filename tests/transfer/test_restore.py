"""Out, into an empty home, and out again."""

from __future__ import annotations

import json
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeos_cli.ids import ulid
from lifeos_cli.paths import resolve
from lifeos_cli.record.users import whose
from lifeos_cli.store import bulk, checkins, consents, inspect, notices, recaps, usage
from lifeos_cli.store.database import Store
from lifeos_cli.store.rows import Recap, insert
from lifeos_cli.transfer import jsonl_import
from lifeos_cli.transfer.shapes import NOT_EXPORTED, SHAPES
from tests.store import make
from tests.transfer.lines import exported, message, order, take, talk

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection

    from lifeos_cli.store.rows import User

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
INSTANT = st.integers(-(10**12), 4 * 10**12)


def fill(store: Store, user_id: str, text: str = "a kestrel \u2028 \x00 \U0001f600", at: int = 1) -> None:
    """Put a row of everything into the store."""
    session = make.session(
        store, user_id, title=text or None, captures=json.dumps({text: [1, 1.5, None]}), started_at=at
    )
    said = make.message(store, user_id, session.id, content=text, parts=json.dumps([text]), created_at=at)
    make.message(
        store, user_id, session.id, role="assistant", turn=said.turn, step=1, usage='{"input_tokens": 3}'
    )
    old = make.checkin(
        store, user_id, "work", "b", note=text, micro_item='{"item": "E1", "answer": 4}', at=at
    )
    new = make.checkin(store, user_id, sleep_hours=7.5, session_id=session.id, supersedes=old.id)
    with store.write() as conn:
        checkins.supersede(conn, user_id, old.id, new.id)
        own = {"id": ulid(), "user_id": user_id, "kind": "adult", "granted": 1, "origin": "cli", "at": at}
        consents.add(conn, own)
        call = {"id": ulid(), "user_id": user_id, "session_id": session.id, "kind": "chat", "provider": "p"}
        usage.add(conn, {**call, "model": text, "status": "ok", "at": at, "input_tokens": 5})
        _grown(conn, user_id, session.id, said.id, text, at)
        for table in ("insights", "facts"):
            bulk.insert(
                conn,
                table,
                ("id", "user_id", "handle", "content", "created_at"),
                [(ulid(), user_id, ulid()[-9:].lower(), text, at)],
            )
        _periods(conn, user_id, session.id, text, at)
        notices.add(
            conn, {"id": ulid(), "user_id": user_id, "kind": "low_mood", "session_id": session.id, "at": at}
        )
        recaps.add(
            conn, Recap(ulid(), user_id, session.id, 1, 0, 0, f'["{said.id}"]', text, "rules", None, at)
        )


def _periods(conn: Connection, user_id: str, session: str, text: str, at: int) -> None:
    """Put a week's summary and a tag of the person's choice into the store."""
    week: dict[str, object] = {"id": ulid(), "user_id": user_id, "kind": "week", "first_date": ulid()}
    week |= {"last_date": "2026-11-22", "content": text, "session_ids": json.dumps([session]), "digest": text}
    insert(conn, "period_summaries", {**week, "created_at": at})
    choice: dict[str, object] = {"id": ulid(), "user_id": user_id, "owner_tbl": "sessions", "at": at}
    insert(conn, "tag_choices", {**choice, "owner_id": session, "name": text, "wanted": 0})


def _grown(conn: Connection, user_id: str, session: str, said: str, text: str, at: int) -> None:
    """Put a row into every table of what the coach's tools write."""
    source = {"session_id": session, "message_id": said, "quote": text}
    own = {"user_id": user_id, "created_at": at}
    goal, step = ulid(), ulid()
    told = {"title": text, "updated_at": at}
    rows: list[tuple[str, dict[str, object]]] = [
        ("goals", {"id": goal, "type": "process", "if_then": json.dumps([text]), **told, **source}),
        ("milestones", {"id": step, "goal_id": goal, "position": 0, **told}),
        (
            "goal_events",
            {
                "goal_id": goal,
                "milestone_id": step,
                "kind": "created",
                "detail": json.dumps({text: 1}),
                "at": at,
                **source,
            },
        ),
        ("observations", {"dimension": "openness", "level": -2, "effective_at": at, **source}),
        (
            "skill_evidence",
            {"skill": text, "kind": "action", "content": text, "outcome": 0.5, "effective_at": at},
        ),
        ("followups", {"content": text, "due_date": "2026-12-01", **source}),
        (
            "tool_calls",
            {
                "session_id": session,
                "message_id": said,
                "turn": 0,
                "step": 1,
                "position": 0,
                "call_id": "c1",
                "name": "record_fact",
                "status": "done",
                "result": text,
                "arguments": json.dumps({"content": text}),
            },
        ),
    ]
    for table, values in rows:
        insert(conn, table, {"id": ulid(), **own, **values})
    _person(conn, user_id, goal, text, at)
    log = {"id": ulid(), "user_id": user_id, "write_id": ulid(), "position": 0, "actor": text, "at": at}
    insert(conn, "undo_log", {**log, "tbl": "facts", "row_id": ulid(), "after": json.dumps({"a": text})})


def _person(conn: Connection, user_id: str, goal: str, text: str, at: int) -> None:
    """Put a row into every table of the profile and of skills."""
    own = {"user_id": user_id, "created_at": at}
    sheet, one, other, shown = ulid(), ulid(), ulid(), ulid()
    day = {"local_date": "2026-11-22", "tz": "UTC"}
    rows: list[tuple[str, dict[str, object]]] = [
        (
            "assessments",
            {
                "id": sheet,
                "instrument": text,
                "status": "completed",
                "answers": json.dumps({text: 4}),
                "norm_row": "all",
                "started_at": at,
                "updated_at": at,
                **day,
            },
        ),
        (
            "observations",
            {
                "dimension": "openness",
                "kind": "assessment",
                "t": 61.25,
                "rho2": 0.55,
                "assessment_id": sheet,
                "items": json.dumps([text]),
                "effective_at": at,
            },
        ),
        (
            "profile_snapshots",
            {
                "trigger": "weekly",
                "picture": json.dumps({text: 0.1}),
                "evidence": json.dumps([text]),
                "rules": "1",
                "at": at,
                **day,
            },
        ),
        ("skills", {"id": one, "name": text, "updated_at": at}),
        ("skills", {"id": other, "name": text, "updated_at": at}),
        ("skill_aliases", {"skill_id": one, "name": text}),
        (
            "skill_edges",
            {"from_id": one, "to_id": other, "type": "enables", "confidence": 0.6, "at": at},
        ),
        (
            "skill_evidence",
            {
                "id": shown,
                "skill": text,
                "skill_id": one,
                "kind": "action",
                "content": text,
                "effective_at": at,
            },
        ),
        ("goal_skills", {"goal_id": goal, "skill_id": one}),
    ]
    if not conn.execute("SELECT 1 FROM profile_norms WHERE user_id = :user", {"user": user_id}).fetchone():
        rows.append(("profile_norms", {"norm_row": "all"}))
    for table, values in rows:
        insert(conn, table, {"id": ulid(), **own, **values})
    merge = {"id": ulid(), "user_id": user_id, "winner_id": one, "loser_id": other, "at": at}
    insert(conn, "skill_merges", merge)
    move = {"id": ulid(), "user_id": user_id, "evidence_id": shown, "to_skill_id": other, "at": at}
    insert(conn, "skill_moves", move)


def restored(data: bytes) -> bytes:
    """Import into an empty home and export from there."""
    with TemporaryDirectory() as folder, Store(resolve(folder)) as store:
        report = take(store, whose(store, None).id, data)
        assert report.skipped_lines == []
        assert report.notes == []
        assert inspect.problems(store.conn) == []
        return exported(store, whose(store, None).id)


def test_everything_comes_back_byte_for_byte(store: Store, me: User) -> None:
    fill(store, me.id)
    take(store, me.id, *talk(*"uau"), {"type": "checkin", "id": "c", "at": "2026-01-02", "mood": 3})
    data = exported(store, me.id)
    kinds = [json.loads(line)["type"] for line in data.splitlines()]
    assert list(dict.fromkeys(kinds)) == [shape.type for shape in SHAPES]
    assert restored(data) == data == exported(store, me.id)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(TEXT, INSTANT), max_size=4))
def test_out_in_and_out_again_is_equal_whatever_the_texts_and_times(rows: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder, Store(resolve(folder)) as store:
        me = whose(store, None)
        for text, at in rows:
            fill(store, me.id, text, at)
        data = exported(store, me.id)
    assert restored(data) == data


def test_every_table_with_a_persons_rows_is_exported_or_says_why_not(store: Store) -> None:
    known = {shape.table for shape in SHAPES} | set(NOT_EXPORTED)
    for table in inspect.tables(store.conn):
        if "user_id" in bulk.columns(store.conn, table):
            assert table in known, f"{table}: add it to transfer/shapes.py"


def test_no_column_is_called_like_a_key_of_every_line(store: Store) -> None:
    for shape in SHAPES:
        names = [shape.key_of(column) for column in bulk.columns(store.conn, shape.table)]
        assert not {"type", "v"} & set(names), f"{shape.table}: rename it in transfer/shapes.py"
        assert len(set(names)) == len(names)


def test_a_row_that_is_there_is_left_alone(store: Store, me: User) -> None:
    fill(store, me.id)
    data = exported(store, me.id)
    changed = data.replace(b"kestrel", b"sparrow")
    report = take(store, me.id, changed)
    assert exported(store, me.id) == data
    assert not report.taken.total()
    assert report.there.total() == len(data.splitlines())


def test_nothing_of_another_person_is_touched_or_taken_over(store: Store, me: User) -> None:
    other = make.user(store, "Other")
    fill(store, other.id)
    data = exported(store, other.id)
    report = take(store, me.id, data, adopt=True)
    assert exported(store, other.id) == data
    assert len(exported(store, me.id).splitlines()) == 1
    assert not report.taken.total()
    assert all("not this person's" in why or "not here" in why for _, why in report.skipped_lines)


def test_a_message_of_anothers_session_is_not_put_into_it(store: Store, me: User) -> None:
    other = make.user(store, "Other")
    session = make.session(store, other.id)
    line = v1(
        "message",
        session_id=session.id,
        turn=5,
        step=0,
        role="user",
        status="success",
        created_at=1,
        updated_at=1,
    )
    tag = {"type": "tag", "v": 1, "owner_tbl": "sessions", "owner_id": session.id, "name": "x"}
    checkin = v1(
        "checkin",
        session_id=session.id,
        at=1,
        local_date="2026-01-01",
        tz="UTC",
        slot="day",
        timing="late",
        created_at=1,
    )
    report = take(store, me.id, line, tag, checkin, {**tag, "owner_tbl": "users"})
    assert {n for n, _ in report.skipped_lines} == {1, 2, 4}
    assert store.conn.execute("SELECT session_id FROM checkins").fetchone()[0] is None
    assert [n for n, _ in report.notes] == [3]


SESSION = {
    "session_type": "coaching",
    "handle": "abcd",
    "local_date": "2026-01-01",
    "tz": "UTC",
    "started_at": 1,
    "last_used_at": 1,
}


def v1(kind: str, **values: Any) -> dict[str, Any]:
    return {"type": kind, "v": 1, "id": ulid(), **values}


def test_the_person_of_the_file_is_adopted_only_where_there_is_no_record_yet(store: Store, me: User) -> None:
    line = v1("user", handle="abcd", name="Ada", created_at="2020-01-01T00:00:00.000Z")
    assert take(store, me.id, line, adopt=False).taken.total() == 0
    make.checkin(store, me.id)
    report = take(store, me.id, line)
    assert (report.taken.total(), len(report.notes)) == (0, 1)
    assert whose(store, None).id == me.id


@pytest.mark.parametrize(
    "bad",
    [
        {"id": "nope"},
        {"id": 5},
        {"handle": "\x1b[31m"},
        {"session_type": "zap"},
        {"title": 5},
        {"supportive": "yes"},
        {"supportive": 2**70},
        {"started_at": "2026-01-01T00:00:00"},
        {"started_at": [1]},
        {"text_tone": "x"},
    ],
    ids=str,
)
def test_a_value_no_export_writes_is_one_skipped_line(store: Store, me: User, bad: dict[str, Any]) -> None:
    session = SESSION
    good = v1("session", **session)
    report = take(store, me.id, {**v1("session", **{**session, "handle": "abce"}), **bad}, good)
    assert report.taken["session"] == 1
    assert [line for line, _ in report.skipped_lines] == [1]


def test_a_taken_handle_is_replaced_and_an_unknown_key_left_out_with_a_note(store: Store, me: User) -> None:
    session = SESSION
    report = take(
        store,
        me.id,
        v1("session", **session),
        v1("session", **session),
        v1("session", **{**session, "handle": "abce", "new": 1}),
    )
    assert report.taken["session"] == 3
    assert [line for line, _ in report.notes] == [3, 2] or [line for line, _ in report.notes] == [2, 3]


def test_an_import_goes_on_where_a_restore_left_it(store: Store, me: User, tmp_path: Path) -> None:
    whole = talk(*"uaua")
    take(store, me.id, *whole[:2])
    data = exported(store, me.id)
    with Store(resolve(str(tmp_path / "second"))) as second:
        take(second, whose(second, None).id, data)
        report = take(second, whose(second, None).id, *whole)
        assert (report.taken["message"], report.there["message"]) == (2, 2)
        assert [place[0] for place in order(second)] == [line["id"] for line in whole]


def test_small_batches_change_nothing(store: Store, me: User, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, me.id)
    take(store, me.id, *talk(*"uauaua"), message(50, "z"))
    data = exported(store, me.id)
    monkeypatch.setattr(jsonl_import, "BATCH_LINES", 1)
    assert restored(data) == data
