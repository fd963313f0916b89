"""Sessions in the record: named, found, put away, deleted, searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.ids import ulid
from lifeos_cli.record import sessions
from lifeos_cli.store import auditing, extractions, messages
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Session, User

KEYS = [
    *(
        "id",
        "handle",
        "type",
        "coach",
        "title",
        "status",
        "archived_at",
        "summary",
        "safety_level",
        "supportive",
    ),
    *("captures", "origin", "forked_from", "local_date", "tz", "started_at", "last_used_at", "ended_at"),
]
MESSAGE_KEYS = [
    *("id", "session_id", "turn", "step", "role", "status", "content", "coach", "provider", "model", "usage"),
    *("stop_reason", "error", "safety", "origin", "created_at"),
]


def titled(store: Store, user: User, *titles: str) -> list[Session]:
    return [make.session(store, user.id, title=title) for title in titles]


def found(store: Store, user: User, query: str) -> list[str]:
    return [hit["title"] for hit in sessions.search(store, user.id, query)]


def test_the_keys_of_a_session_and_of_a_message_only_ever_get_more(store: Store, me: User) -> None:
    row = sessions.start(store, me.id, type_="coaching", coach="woop")
    said = make.message(store, me.id, row.id)
    assert list(sessions.public(row)) == KEYS
    assert list(sessions.public(row, count=1)) == [*KEYS, "messages_count"]
    assert list(sessions.public_message(said)) == MESSAGE_KEYS


def test_a_session_has_one_of_three_types(store: Store, me: User) -> None:
    for type_ in sessions.TYPES:
        assert sessions.start(store, me.id, type_=type_, coach="woop").type == type_
    with pytest.raises(UsageFault, match="is not a session type"):
        sessions.start(store, me.id, type_="party\n\x1b[2J", coach="woop")
    assert store.conn.execute("SELECT COUNT(*) FROM sessions").fetchone()[0] == 3


@pytest.mark.parametrize(
    "title",
    ["a", "x" * 200, "\x1b]0;owned\x07", "two\nlines", "[/bold] 100% _ !", "\udce9", "Ünï 你好 \U0001f469"],
)
def test_a_title_is_kept_as_it_was_given(store: Store, me: User, title: str) -> None:
    (row,) = titled(store, me, "before")
    renamed = sessions.rename(store, me.id, row.handle, f"  {title} ")
    assert renamed.title == title.replace("\udce9", "\ufffd")
    assert sessions.find(store, me.id, title).id == row.id


@pytest.mark.parametrize("title", ["", "  \n", "x" * 201])
def test_a_title_has_1_to_200_characters(store: Store, me: User, title: str) -> None:
    (row,) = titled(store, me, "before")
    with pytest.raises(UsageFault, match="1 to 200"):
        sessions.rename(store, me.id, row.handle, title)
    assert sessions.find(store, me.id, row.id).title == "before"


def test_a_title_is_found_by_its_unique_beginning_in_any_case(store: Store, me: User) -> None:
    one, two, whole = titled(store, me, "Évening walks", "evening talks", "evening")
    assert sessions.find(store, me.id, "éVEN").id == one.id
    assert sessions.find(store, me.id, "evening t").id == two.id
    assert sessions.find(store, me.id, "Evening").id == whole.id
    with pytest.raises(UsageFault) as fault:
        sessions.find(store, me.id, "eve")
    assert two.handle in fault.value.message
    assert whole.handle in fault.value.message
    for unknown in ("walks", "%", "_", "", "eve%"):
        with pytest.raises(NotFoundError):
            sessions.find(store, me.id, unknown)


def test_nobody_elses_session_is_found(store: Store, me: User) -> None:
    other = make.user(store, "other")
    (row,) = titled(store, other, "secret")
    for typed in (row.id, row.handle, "secret"):
        with pytest.raises(NotFoundError):
            sessions.find(store, me.id, typed)
    assert found(store, me, "secret") == []


def test_the_session_used_last_is_never_an_archived_one(store: Store, me: User) -> None:
    with pytest.raises(NotFoundError, match="no session"):
        sessions.last_used(store, me.id)
    first = make.session(store, me.id, last_used_at=1)
    second = make.session(store, me.id, last_used_at=2)
    assert sessions.last_used(store, me.id).id == second.id
    sessions.archive(store, me.id, second.id, archived=True)
    assert sessions.last_used(store, me.id).id == first.id
    sessions.archive(store, me.id, second.id, archived=False)
    assert sessions.last_used(store, me.id).id == second.id


def test_an_ended_session_says_when(store: Store, me: User) -> None:
    (row,) = titled(store, me, "x")
    ended = sessions.end(store, me.id, row.handle)
    assert ended.status == "ended"
    assert ended.ended_at


def test_a_deleted_session_takes_its_messages_along(store: Store, me: User) -> None:
    kept, gone = titled(store, me, "kept", "gone")
    make.message(store, me.id, gone.id)
    make.message(store, me.id, kept.id)
    sessions.remove(store, me.id, gone.handle)
    assert messages.counts(store.conn, me.id, [kept.id, gone.id]) == {kept.id: 1, gone.id: 0}
    with pytest.raises(NotFoundError):
        sessions.remove(store, me.id, gone.handle)


def test_a_search_wants_every_word_in_a_title_or_in_one_message_in_any_case(store: Store, me: User) -> None:
    walk, talk = titled(store, me, "Morning WALK", "talk")
    make.message(store, me.id, talk.id, content="An École in the morning\nwith 100% rain_coat!")
    make.message(store, me.id, walk.id, content="rain")
    assert found(store, me, "walk morning") == ["Morning WALK"]
    assert found(store, me, "MORNING") == ["Morning WALK", "talk"]
    assert found(store, me, "école Rain") == ["talk"]
    assert found(store, me, "École") == ["talk"]
    assert found(store, me, "walk rain") == []
    with pytest.raises(UsageFault):
        sessions.search(store, me.id, " \n")


def test_signs_of_the_query_language_are_plain_letters(store: Store, me: User) -> None:
    one, two = titled(store, me, "one", "two")
    make.message(store, me.id, one.id, content="100% of rain_coat! 'quoted' \\ [x] *")
    make.message(store, me.id, two.id, content="1000 of raincoats")
    for word in ("100%", "rain_coat", "coat!", "%", "_", "!", "'quoted'", "\\", "[x]", "*"):
        assert found(store, me, word) == ["one"], word


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(min_size=1).filter(lambda text: bool(text.split())))
def test_no_query_is_an_error(store: Store, me: User, query: str) -> None:
    assert sessions.search(store, me.id, query) == []


def test_a_search_reaches_the_sessions_behind_one_that_says_it_often(store: Store, me: User) -> None:
    rare, often = titled(store, me, "rare", "often")
    make.message(store, me.id, rare.id, content="needle", created_at=1)
    with store.write() as conn:
        said = make.message(store, me.id, often.id, content="needle needle")
        for turn in range(1, 60):
            messages.add(conn, said._replace(id=ulid(), turn=turn))
    hits = sessions.search(store, me.id, "needle", most=2)
    assert [hit["title"] for hit in hits] == ["often", "rare"]
    assert len(sessions.search(store, me.id, "needle", most=1)) == 1


def test_a_hit_shows_the_words_around_and_where_they_are(store: Store, me: User) -> None:
    (row,) = titled(store, me, "x")
    said = make.message(store, me.id, row.id, content="a " * 500 + "\x1b[31mneedle\x1b[0m\n" + " b" * 500)
    (hit,) = sessions.search(store, me.id, "NEEDLE")
    assert "needle" in hit["snippet"]
    assert len(hit["snippet"]) <= 80
    assert hit["snippet"].isprintable()
    assert (hit["message_id"], hit["role"]) == (said.id, "user")
    assert list(hit) == [*KEYS, "message_id", "role", "snippet"]


def test_the_tags_of_a_deleted_session_go_with_it(store: Store, me: User) -> None:
    rows = titled(store, me, "one", "other")
    for row in rows:
        with store.write() as conn:
            extractions.tag(conn, me.id, row.id, ["sleep"])
    sessions.remove(store, me.id, rows[0].id)
    assert extractions.tags(store.conn, me.id) == [{"tag": "sleep", "sessions": 1, "checkins": 0}]
    assert auditing.stray_tags(store.conn, me.id) == []
