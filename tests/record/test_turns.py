"""A turn in the record: the person's words first, one reply under one id, and a way back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.errors import NotFoundError
from lifeos_cli.record import exchanges, sessions, turns
from lifeos_cli.store import messages
from lifeos_cli.store import sessions as stored

if TYPE_CHECKING:
    from lifeos_cli.record.turns import Opened
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, Session, User


@pytest.fixture
def session(store: Store, me: User) -> Session:
    return sessions.start(store, me.id, type_="coaching", coach="woop")


def fresh(store: Store, session: Session) -> Session:
    found = stored.get(store.conn, session.user_id, session.id)
    assert found
    return found


def begin(store: Store, session: Session, text: str, level: str = "none") -> Opened:
    return turns.open_turn(
        store, fresh(store, session), text, level=level, kind=None, provider="guided", model="guided/woop"
    )


def say(store: Store, session: Session, text: str, level: str = "none", **reply: Any) -> Opened:
    opened = begin(store, session, text, level)
    ended = turns.Reply(**{"status": "success", "content": f"re: {text}", **reply})
    turns.close_turn(store, fresh(store, session), opened.reply_id, ended, provider="guided")
    return opened


def rows(store: Store, session: Session) -> list[Message]:
    return messages.of_session(store.conn, session.user_id, session.id)


def feed(store: Store, row_id: str) -> list[str]:
    found = store.conn.execute("SELECT op FROM changes WHERE row_id = ? ORDER BY seq", (row_id,))
    return [row[0] for row in found]


def test_words_are_committed_before_anybody_answers(store: Store, session: Session) -> None:
    opened = begin(store, session, "my words")
    said, reply = rows(store, session)
    assert (said.role, said.status, said.content) == ("user", "success", "my words")
    assert (reply.id, reply.role, reply.status, reply.content) == (
        opened.reply_id,
        "assistant",
        "streaming",
        "",
    )
    assert (said.turn, said.step, reply.turn, reply.step) == (0, 0, 0, 1)


def test_pieces_stay_out_of_the_feed_and_the_status_enters_it_once(store: Store, session: Session) -> None:
    opened = begin(store, session, "x")
    for n in range(20):
        turns.keep_chunk(store, session, opened.reply_id, n, f"{n} ")
    assert messages.streamed(store.conn, session.user_id, opened.reply_id) == "".join(
        f"{n} " for n in range(20)
    )
    assert feed(store, opened.reply_id) == ["insert"]
    turns.close_turn(store, session, opened.reply_id, turns.Reply("success", "all"), provider="guided")
    assert feed(store, opened.reply_id) == ["insert", "update"]
    assert messages.streamed(store.conn, session.user_id, opened.reply_id) == ""
    assert messages.open_streams(store.conn) == []


def test_the_first_words_become_the_title_and_stay_it(store: Store, session: Session) -> None:
    say(store, session, "run\nmore " + "and more " * 20)
    title = fresh(store, session).title
    assert title
    assert title.startswith("run more and")
    assert len(title) == 60
    say(store, session, "second")
    assert fresh(store, session).title == title


def test_words_of_a_crisis_are_no_title(store: Store, session: Session) -> None:
    say(store, session, "crisis words", "crisis")
    assert fresh(store, session).title is None
    say(store, session, "calm words")
    assert fresh(store, session).title == "calm words"


def test_a_session_that_had_ended_opens_again(store: Store, session: Session) -> None:
    sessions.end(store, session.user_id, session.id)
    say(store, session, "again")
    assert (fresh(store, session).status, fresh(store, session).ended_at) == ("active", None)


def test_a_crisis_marks_and_pauses_the_session_before_any_reply(store: Store, session: Session) -> None:
    begin(store, session, "crisis words", "crisis")
    assert (fresh(store, session).safety_level, fresh(store, session).supportive) == ("crisis", 1)


def test_a_session_keeps_its_worst_level(store: Store, session: Session) -> None:
    levels = []
    for level in ("none", "check", "none", "crisis", "check"):
        say(store, session, "x", level)
        levels.append(fresh(store, session).safety_level)
    assert levels == ["none", "check", "check", "crisis", "crisis"]


def test_a_call_is_counted_once_and_a_guided_reply_not_at_all(store: Store, session: Session) -> None:
    tokens = {"input_tokens": 5, "output_tokens": 7, "cache_read_tokens": None, "cache_write_tokens": None}
    timed = {**tokens, "first_token_ms": 3, "latency_ms": 9}
    opened = say(store, session, "x", usage=timed, model="m")
    say(store, session, "y")
    counted = [dict(row) for row in store.conn.execute("SELECT * FROM usage")]
    assert len(counted) == 1
    assert counted[0] | {"message_id": opened.reply_id, "kind": "chat", "model": "m", **timed} == counted[0]
    assert json.loads(rows(store, session)[1].usage or "") == timed


def test_undo_takes_the_exchange_and_what_it_changed(store: Store, session: Session) -> None:
    before = {"state": {"step": "wish"}, "captures": {"wish": "run"}}
    say(store, session, "one", parts=before)
    say(store, session, "two", parts={"state": {"step": "x"}, "captures": {"wish": "run", "outcome": "fit"}})
    assert json.loads(fresh(store, session).captures or "")["outcome"] == "fit"
    assert exchanges.undo(store, fresh(store, session)).messages == 2
    assert json.loads(fresh(store, session).captures or "") == {"wish": "run"}
    assert turns.last_parts(rows(store, session))["state"] == {"step": "wish"}
    assert exchanges.undo(store, fresh(store, session)).messages == 2
    assert (fresh(store, session).captures, fresh(store, session).title) == (None, None)
    with pytest.raises(NotFoundError, match="no exchange"):
        exchanges.undo(store, fresh(store, session))


def test_undo_keeps_what_the_coach_opened_with(store: Store, session: Session) -> None:
    turns.save_opening(
        store, session, "Name a wish.", {"state": {"step": "wish"}, "captures": {}}, "guided/woop"
    )
    say(store, session, "one")
    exchanges.undo(store, fresh(store, session))
    (opening,) = rows(store, session)
    assert opening.content == "Name a wish."
    assert turns.last_parts([opening])["state"] == {"step": "wish"}


def test_undo_of_a_crisis_gives_the_level_and_coaching_back(store: Store, session: Session) -> None:
    say(store, session, "worried", "check")
    say(store, session, "crisis words", "crisis", parts={"supportive": True}, safety_level="crisis")
    exchanges.undo(store, fresh(store, session))
    assert (fresh(store, session).safety_level, fresh(store, session).supportive) == ("check", 0)


@pytest.mark.parametrize("replied", [True, False])
def test_undo_after_a_crisis_leaves_coaching_paused(store: Store, session: Session, replied: bool) -> None:
    say(store, session, "calm")
    parts = {"supportive": True} if replied else None
    say(store, session, "crisis words", "crisis", parts=parts, safety_level="crisis")
    say(store, session, "what now", parts={"supportive": True}, safety_level="crisis")
    exchanges.undo(store, fresh(store, session))
    assert fresh(store, session).supportive == 1
    say(store, session, "ok", parts={"supportive": False}, safety_level="crisis")
    say(store, session, "my week")
    exchanges.undo(store, fresh(store, session))
    assert fresh(store, session).supportive == 0
    exchanges.undo(store, fresh(store, session))
    assert fresh(store, session).supportive == 1


def test_undo_keeps_a_title_the_person_gave(store: Store, session: Session) -> None:
    say(store, session, "first words")
    sessions.rename(store, session.user_id, session.id, "Mine")
    exchanges.undo(store, session)
    assert fresh(store, session).title == "Mine"


def test_undo_takes_back_a_title_made_of_the_words_that_go(store: Store, session: Session) -> None:
    say(store, session, "crisis words", "crisis")
    say(store, session, "private")
    exchanges.undo(store, fresh(store, session))
    assert fresh(store, session).title is None
    say(store, session, "same")
    say(store, session, "same")
    exchanges.undo(store, fresh(store, session))
    assert fresh(store, session).title == "same"
