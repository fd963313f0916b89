"""A talk that outgrows its room becomes a recap: kept, versioned, and gone with what it covers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.coach.catalog import find
from lifeos_cli.coach.context.building import build
from lifeos_cli.coach.context.items import Item
from lifeos_cli.coach.context.recapping import MOST_TURNS, outgrown
from lifeos_cli.coach.conversation import Conversation
from lifeos_cli.coach.models import guided
from lifeos_cli.record import recaps, sessions, turns
from lifeos_cli.store import messages, turn_ends
from lifeos_cli.store import recaps as stored
from lifeos_cli.tokens import estimate

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


@pytest.fixture
def talk(store: Store, me: User) -> Conversation:
    coach = find("woop")
    session = sessions.start(store, me.id, type_="coaching", coach="woop")
    return Conversation(store, me.id, guided(coach, {}), coach, session=session, context_tokens=3_000)


def say(talk: Conversation, text: str, *, level: str = "none") -> int:
    session = talk.require_session()
    opened = turns.open_turn(
        talk.store, session, text, level=level, kind=None, provider="anthropic", model="anthropic/x"
    )
    reply = turns.Reply("success", f"I hear: {text[:20]}", "end_turn")
    turns.close_turn(talk.store, session, opened.reply_id, reply, provider="anthropic")
    return opened.turn


def fill(talk: Conversation, many: int = 30) -> None:
    for number in range(many):
        say(talk, f"I decided to run {number} km because my sister asked me. " + "And so on. " * 12)


def test_a_short_talk_is_sent_in_full_and_has_no_recap(talk: Conversation) -> None:
    fill(talk, 2)
    made = build(talk, "What now?", turn=None)
    assert len(made.of("recent")) == 2
    assert not made.of("recap")


def test_the_oldest_turns_become_a_recap_that_names_what_it_covers(talk: Conversation) -> None:
    fill(talk)
    made = build(talk, "What now?", turn=None)
    session = talk.require_session()
    kept = stored.newest(talk.store.conn, talk.user_id, session.id)
    assert kept is not None
    assert made.tokens <= made.budget
    assert [item.turn for item in made.of("recent")] == list(range(kept.to_turn + 1, 30))
    covered = messages.of_session(talk.store.conn, talk.user_id, session.id)[: 2 * (kept.to_turn + 1)]
    assert json.loads(kept.message_ids) == [row.id for row in covered]
    assert "I decided to run 23 km" in made.of("recap")[0].text
    assert "<recap>" in made.request(1).messages[0].context


def test_the_next_version_stands_on_the_one_before(talk: Conversation) -> None:
    fill(talk)
    build(talk, "What now?", turn=None)
    first = stored.newest(talk.store.conn, talk.user_id, talk.require_session().id)
    fill(talk)
    build(talk, "What now?", turn=None)
    second = stored.newest(talk.store.conn, talk.user_id, talk.require_session().id)
    assert first is not None
    assert second is not None
    assert (first.version, second.version) == (1, 2)
    assert second.from_turn == first.from_turn == 0
    assert second.to_turn > first.to_turn
    assert not set(json.loads(first.message_ids)) & set(json.loads(second.message_ids))


def test_between_two_recaps_what_was_sent_stays_the_same(talk: Conversation) -> None:
    fill(talk)
    before = build(talk, "One", turn=None).request(1)
    say(talk, "One")
    after = build(talk, "Two", turn=None).request(1)
    assert list(after.messages[: before.stable]) == list(before.messages[: before.stable])


def test_looking_writes_nothing(talk: Conversation) -> None:
    fill(talk)
    made = build(talk, "What now?", turn=None, save=False)
    assert made.of("recap")
    assert stored.newest(talk.store.conn, talk.user_id, talk.require_session().id) is None


def test_a_turn_that_met_a_crisis_is_neither_sent_nor_recapped(talk: Conversation) -> None:
    say(talk, "I want to kill myself, I decided", level="crisis")
    fill(talk)
    made = build(talk, "What now?", turn=None)
    assert "kill myself" not in json.dumps([item.as_dict() for item in made.items])


@pytest.mark.parametrize("how", ["deleted", "crisis"])
def test_a_recap_goes_with_what_it_covers(talk: Conversation, how: str) -> None:
    fill(talk)
    build(talk, "What now?", turn=None)
    session = talk.require_session()
    row = messages.of_session(talk.store.conn, talk.user_id, session.id)[0]
    with talk.store.write() as conn:
        if how == "deleted":
            turn_ends.delete_steps(conn, talk.user_id, session.id, row.turn, 0)
        else:
            messages.edit(conn, talk.user_id, row.id, {"safety_level": "crisis"})
    assert stored.newest(talk.store.conn, talk.user_id, session.id) is None


def test_of_two_processes_that_recap_at_once_one_wins(talk: Conversation) -> None:
    fill(talk, 3)
    session = talk.require_session()
    said = [recaps.Covered("a", 0, "user", "I decided this.")]
    first = recaps.extend(talk.store, session, None, said)
    assert recaps.extend(talk.store, session, None, said) == first


@given(st.lists(st.text(min_size=1, max_size=600), max_size=120))
def test_a_recap_stays_short_whatever_was_said(said: list[str]) -> None:
    covered = [recaps.Covered(str(n), n, "user", text) for n, text in enumerate(said)]
    assert estimate(recaps.extended(None, covered)) <= recaps.MOST_TOKENS


@given(st.lists(st.integers(1, 400), max_size=80), st.integers(100, 4_000))
def test_after_a_recap_the_rest_fits_with_room_to_grow(lengths: list[int], room: int) -> None:
    items = [Item("recent", "x" * n * 3, "said", turn=turn) for turn, n in enumerate(lengths)]
    covered = outgrown(items, room)
    rest = items[len(covered) :]
    assert covered == items[: len(covered)]
    assert sum(item.tokens for item in rest) <= room
    assert len(rest) <= MOST_TURNS
