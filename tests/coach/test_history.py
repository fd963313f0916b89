"""What a model is shown of a session: whole pairs of calls and results, no crisis, nothing half."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import now_ms
from lifeos_cli.coach import history
from lifeos_cli.ids import ulid
from lifeos_cli.store import messages, tool_calls
from lifeos_cli.store.tool_calls import Call
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, Session, User


def call(row: Message, call_id: str = "c1", **values: Any) -> Call:
    blank: dict[str, Any] = dict.fromkeys(Call._fields)
    blank.update(
        id=ulid(),
        user_id=row.user_id,
        session_id=row.session_id,
        message_id=row.id,
        turn=row.turn,
        step=row.step,
        position=0,
        call_id=call_id,
        name="list_goals",
        arguments=json.dumps({"status": "active"}),
        status="done",
        result="None.",
        created_at=now_ms(),
    )
    return Call(**{**blank, **values})


def shown(store: Store, session: Session, *calls: Call) -> list[tuple[str, str, int, int]]:
    rows = messages.of_session(store.conn, session.user_id, session.id)
    return [
        (one.message.role, one.message.content, len(one.message.tool_calls), len(one.message.tool_results))
        for one in history.spoken(rows, calls)
    ]


def exchange(store: Store, session: Session, turn: int, **reply: Any) -> Message:
    make.message(store, session.user_id, session.id, turn=turn, content=f"q{turn}")
    return make.message(
        store,
        session.user_id,
        session.id,
        turn=turn,
        step=1,
        role="assistant",
        **{"content": f"a{turn}", **reply},
    )


def test_a_model_sees_no_turn_of_a_crisis_and_nothing_empty_or_failed(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    exchange(store, session, 0)
    exchange(store, session, 1, safety_level="crisis")
    exchange(store, session, 2, status="failed", content="")
    exchange(store, session, 3, status="interrupted", content="half")
    exchange(store, session, 4, provider="safety")
    exchange(store, session, 5, status="streaming", content="")
    make.message(store, me.id, session.id, content=" \n")
    assert [(role, content) for role, content, *_ in shown(store, session)] == [
        *(("user", "q0"), ("assistant", "a0"), ("user", "q2")),
        *(("user", "q3"), ("assistant", "half"), ("user", "q5")),
    ]


def test_a_call_and_its_result_are_shown_together(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    row = exchange(store, session, 0)
    make.message(store, me.id, session.id, turn=0, step=2, role="tool", content="list_goals: None.")
    make.message(store, me.id, session.id, turn=0, step=3, role="assistant", content="so")
    assert shown(store, session, call(row)) == [
        *(("user", "q0", 0, 0), ("assistant", "a0", 1, 0), ("user", "", 0, 1), ("assistant", "so", 0, 0)),
    ]


def test_a_call_without_a_result_is_dropped_and_its_text_kept(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    row = exchange(store, session, 0)
    bare = exchange(store, session, 1, content="")
    for status in ("running", "approved"):
        asked = [call(row, status=status, result=None), call(bare, status=status, result=None)]
        assert shown(store, session, *asked) == [
            ("user", "q0", 0, 0),
            ("assistant", "a0", 0, 0),
            ("user", "q1", 0, 0),
        ]


def test_a_result_whose_message_is_not_shown_is_dropped(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    gone = exchange(store, session, 0, status="failed", content="")
    make.message(store, me.id, session.id, turn=0, step=2, role="tool", content="list_goals: None.")
    assert shown(store, session, call(gone)) == [("user", "q0", 0, 0)]


def test_an_open_request_and_a_denied_one_are_kept_with_what_is_to_be_said(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    row = exchange(store, session, 0)
    asked = [
        call(row, "c1", status="requested", result=None),
        call(row, "c2", position=1, status="denied", result=None, reason="not now"),
        call(row, "c3", position=2, status="failed", result=None, error="no such goal"),
    ]
    rows = messages.of_session(store.conn, me.id, session.id)
    results = history.spoken(rows, asked)[-1].message.tool_results
    assert [one.is_error for one in results] == [False, True, True]
    assert "Waiting for the person" in results[0].content
    assert "Denied: not now" in results[1].content
    assert "no such goal" in results[2].content


def test_a_name_a_provider_gives_twice_is_sent_once(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    asked = [call(exchange(store, session, n), "call_0") for n in range(3)]
    rows = messages.of_session(store.conn, me.id, session.id)
    said = [one.message for one in history.spoken(rows, asked)]
    named = [one.id for message in said for one in message.tool_calls]
    assert named == [one.call_id for message in said for one in message.tool_results]
    assert len(set(named)) == 3
    assert named[0] == "call_0"


def test_pieces_of_one_reply_are_one_message(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    exchange(store, session, 0, status="interrupted", content="Once upon ")
    make.message(store, me.id, session.id, turn=0, step=2, role="assistant", content="a time.")
    assert shown(store, session)[-1] == ("assistant", "Once upon a time.", 0, 0)


def test_calls_are_read_by_range_of_turns(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    with store.write() as conn:
        for n in range(4):
            tool_calls.add(conn, call(exchange(store, session, n)))
    assert [one.turn for one in tool_calls.of_turns(store.conn, me.id, session.id, 1, 2)] == [1, 2]
