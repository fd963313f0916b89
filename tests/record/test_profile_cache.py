"""A reader that stays sees the same profile as one that reads and folds everything anew."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.clock import DAY, now_ms
from lifeos_cli.growth.profile.dimensions import DIMENSIONS
from lifeos_cli.record import consents, followed, profile
from lifeos_cli.record.profile_cache import ProfileCache
from lifeos_cli.store import observations
from lifeos_cli.store.rows import insert

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

AT = now_ms()
NOW = profile.moment(AT)
SOME = 3


def same(store: Store, me: User, kept: ProfileCache) -> None:
    """Compare a look over what was kept with a whole reading, at one moment."""
    quick, whole = kept.look(store, NOW), profile.log(store, me.id)
    assert quick.log == whole
    assert repr(quick.profile) == repr(whole.at(NOW))


def _add(store: Store, me: User, dice: random.Random) -> None:
    row: dict[str, Any] = {"id": f"{dice.getrandbits(120):026X}", "user_id": me.id}
    row |= {"dimension": dice.choice(DIMENSIONS), "effective_at": AT - dice.randrange(200) * DAY}
    row |= {"created_at": AT, "words": 300, "quote": dice.choice(("I am", "I am not", "you never"))}
    row |= {"kind": dice.choice(("micro", "ai", "ai")), "origin": dice.choice(("model", "cli"))}
    if row["kind"] == "ai":
        row |= {"level": dice.randint(-2, 2), "prompt_version": dice.choice("ab"), "model": "m"}
    else:
        row |= {"t": dice.uniform(20, 80), "rho2": 0.4, "items": f'["i{dice.randrange(4)}"]'}
    with store.write() as conn:
        insert(conn, "observations", row)


def _update(column: str, value: Callable[[list[str], random.Random], Any]) -> Callable[..., None]:
    def act(store: Store, me: User, dice: random.Random) -> None:
        ids = [row["id"] for row in observations.listed(store.conn, me.id)]
        if ids:
            given = {"value": value(ids, dice), "id": dice.choice(ids)}
            with store.write() as conn:
                conn.execute(f"UPDATE observations SET {column} = :value WHERE id = :id", given)

    return act


def _delete(store: Store, me: User, dice: random.Random) -> None:
    ids = [row["id"] for row in observations.listed(store.conn, me.id)]
    if ids:
        with store.write() as conn:
            conn.execute("DELETE FROM observations WHERE id = :id", {"id": dice.choice(ids)})


def _agree(store: Store, me: User, dice: random.Random) -> None:
    consents.answer(store, me.id, consents.OBSERVATIONS, granted=dice.random() < 0.7, origin="command")


ACTS = (
    *(_add, _add, _add, _add, _delete, _agree),
    _update("withdrawn_at", lambda _ids, _dice: AT),
    _update("effective_at", lambda _ids, dice: AT - dice.randrange(200) * DAY),
    _update("superseded_by", lambda ids, dice: dice.choice([None, *ids])),
    _update("status", lambda _ids, dice: dice.choice(("accepted", "proposed", "withdrawn"))),
    _update("level", lambda _ids, dice: dice.randint(-2, 2)),
)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_to_observations_the_profile_is_as_a_whole_reading_has_it(
    store: Store, me: User, seed: int
) -> None:
    dice, kept = random.Random(seed), ProfileCache(me.id)  # noqa: S311 - a seeded simulation
    for _ in range(70):
        dice.choice(ACTS)(store, me, dice)
        if dice.random() < 0.7:  # else several commits are seen at once
            same(store, me, kept)
    same(store, me, kept)


def test_only_observations_that_changed_are_read(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice, read, real = random.Random(1), [], observations.folded  # noqa: S311 - a seeded simulation
    for _ in range(5):
        _add(store, me, dice)

    def counted(*given: Any) -> list[tuple[Any, ...]]:
        found = real(*given)
        read.append(len(found))
        return found

    monkeypatch.setattr(observations, "folded", counted)
    kept = ProfileCache(me.id)
    for _ in range(SOME):
        kept.look(store, NOW)
        _add(store, me, dice)
    assert read == [5, *[1] * (SOME - 1)]


def test_of_very_many_changed_observations_everything_is_read(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed, "MOST", 2)
    dice, kept = random.Random(3), ProfileCache(me.id)  # noqa: S311 - a seeded simulation
    for _ in range(5):
        for _ in range(SOME):
            _add(store, me, dice)
        same(store, me, kept)
