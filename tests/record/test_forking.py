"""A fork goes on from a message and leaves the old session as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.record import forking, sessions, turns
from lifeos_cli.store import messages

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, Session, User


def say(store: Store, session: Session, text: str, *, level: str = "none", status: str = "success") -> None:
    opened = turns.open_turn(
        store, session, text, level=level, kind=None, provider="guided", model="guided/woop"
    )
    parts = {"state": {"step": text}, "captures": {"wish": text}}
    turns.close_turn(
        store, session, opened.reply_id, turns.Reply(status, f"re: {text}", parts=parts), provider="guided"
    )


@pytest.fixture
def old(store: Store, me: User) -> Session:
    session = sessions.start(store, me.id, type_="coaching", coach="woop")
    for text in ("one", "two", "three"):
        say(store, session, text)
    return sessions.find(store, me.id, session.id)


def said(store: Store, session: Session) -> list[Message]:
    return messages.of_session(store.conn, session.user_id, session.id)


def texts(store: Store, session: Session) -> list[str]:
    return [row.content for row in said(store, session)]


def test_a_fork_holds_all_that_was_said_and_the_old_session_stays(
    store: Store, me: User, old: Session
) -> None:
    before = said(store, old)
    new = forking.fork(store, me.id, old)
    assert texts(store, new) == texts(store, old)
    assert said(store, old) == before
    assert new.handle != old.handle
    assert new.forked_from == before[-1].id
    assert not {row.id for row in said(store, new)} & {row.id for row in before}
    assert {row.origin for row in said(store, new)} == {"fork"}


def test_it_can_begin_at_a_turn_or_in_the_middle_of_one(store: Store, me: User, old: Session) -> None:
    assert texts(store, forking.fork(store, me.id, old, "1")) == ["one", "re: one", "two", "re: two"]
    third = said(store, old)[2]
    assert texts(store, forking.fork(store, me.id, old, third.id.lower())) == ["one", "re: one", "two"]


def test_the_guided_state_goes_along(store: Store, me: User, old: Session) -> None:
    new = forking.fork(store, me.id, old, "0")
    assert turns.last_parts(said(store, new)) == {"state": {"step": "one"}, "captures": {"wish": "one"}}
    assert new.captures == '{"wish": "one"}'


def test_both_go_on_apart(store: Store, me: User, old: Session) -> None:
    new = forking.fork(store, me.id, old, "0")
    say(store, new, "another way")
    assert texts(store, new) == ["one", "re: one", "another way", "re: another way"]
    assert "another way" not in texts(store, old)


def test_a_turn_that_met_a_crisis_and_a_failed_reply_stay_behind(
    store: Store, me: User, old: Session
) -> None:
    say(store, old, "I want to kill myself", level="crisis")
    say(store, old, "four", status="failed")
    new = forking.fork(store, me.id, old)
    assert texts(store, new)[-1] == "four"
    assert "I want to kill myself" not in texts(store, new)
    assert (new.safety_level, new.supportive) == ("none", 0)


@pytest.mark.parametrize(
    ("at", "error"), [("9", NotFoundError), ("01ABC", NotFoundError), ("a b", UsageFault)]
)
def test_what_names_no_message_is_refused_and_nothing_begins(
    store: Store, me: User, old: Session, at: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        forking.fork(store, me.id, old, at)
    assert store.conn.execute("SELECT COUNT(*) FROM sessions").fetchone()[0] == 1


def test_an_empty_session_has_nothing_to_go_on_from(store: Store, me: User) -> None:
    empty = sessions.start(store, me.id, type_="coaching", coach="woop")
    with pytest.raises(NotFoundError):
        forking.fork(store, me.id, empty)
