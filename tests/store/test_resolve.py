"""What a person types names one row, or says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.ids import ulid
from lifeos_cli.store import messages, users
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import free_handle
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


def named(store: Store, me: User, typed: str) -> str:
    return resolve(store.conn, "sessions", me.id, typed, title="title", noun="sessions")


def test_a_handle_an_id_and_a_unique_beginning_name_a_row_in_any_case(store: Store, me: User) -> None:
    row = make.session(store, me.id, title="Running again", handle="x7k2")
    make.session(store, me.id, title="Sleep")
    for typed in ("x7k2", "X7K2", " x7k2 ", row.id, row.id.lower(), "run", "RUNNING AG", "Running again"):
        assert named(store, me, typed) == row.id


def test_letters_beyond_ascii_match_in_any_case(store: Store, me: User) -> None:
    row = make.session(store, me.id, title="Übung macht")
    for typed in ("üb", "ÜB", "Übung macht"):
        assert named(store, me, typed) == row.id


def test_a_shared_beginning_lists_the_candidates(store: Store, me: User) -> None:
    for n in range(8):
        make.session(store, me.id, title=f"Run {n}")
    with pytest.raises(UsageFault, match=r"several sessions begin with 'run': .*Run 0.*Run 4"):
        named(store, me, "run")


def test_an_exact_title_wins_over_longer_ones_however_many(store: Store, me: User) -> None:
    for n in range(8):
        make.session(store, me.id, title=f"Run {n}")
    row = make.session(store, me.id, title="Run")
    assert named(store, me, "run") == row.id


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "!", "x" * 100_000, "\udcff\udcfe", "nope", "'; --"])
def test_what_names_nothing_is_not_found(store: Store, me: User, typed: str) -> None:
    make.session(store, me.id, title="Anything")
    with pytest.raises(NotFoundError, match="no session answers to"):
        named(store, me, typed)


def test_wildcards_in_a_title_stand_for_themselves(store: Store, me: User) -> None:
    row = make.session(store, me.id, title="100% of_it!")
    make.session(store, me.id, title="1000 steps")
    assert named(store, me, "100%") == row.id
    assert named(store, me, "100% of_it!") == row.id


def test_a_handle_is_four_characters_and_longer_on_collision(store: Store, me: User) -> None:
    row_id = ulid()
    with store.write() as conn:
        assert free_handle(conn, "sessions", me.id, row_id) == row_id[-4:].lower()
    make.session(store, me.id, handle=row_id[-4:].lower())
    with store.write() as conn:
        assert free_handle(conn, "sessions", me.id, row_id) == row_id[-5:].lower()


def test_a_search_takes_any_number_of_words_of_any_length(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    make.message(store, me.id, session.id, content="Die ÜBUNG half 100%")
    assert len(messages.search(store.conn, me.id, ["übung", "100%"], most=5)) == 1
    assert messages.search(store.conn, me.id, ["w" * 60_000], most=5) == []
    assert messages.search(store.conn, me.id, [f"w{n}" for n in range(3000)], most=5) == []


def test_a_person_answers_to_name_before_handle_and_handle_before_email(store: Store, me: User) -> None:
    first = make.user(store, "Ann", handle="kqx7", email="ann@example.org")
    second = make.user(store, "kqx7", email="second@example.org", external_id="ext-1")
    for typed, row in (
        ("ANN", first),
        ("ann@EXAMPLE.org", first),
        ("kqx7", second),
        ("ext-1", second),
        (first.id.lower(), first),
    ):
        found = users.find(store.conn, typed)
        assert found is not None
        assert found.id == row.id
