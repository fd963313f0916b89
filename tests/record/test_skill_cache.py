"""A reader that stays sees the same skills as one that reads everything anew."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.clock import DAY, now_ms
from lifeos_cli.record import followed, skill_edits, skill_evidence
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.record.skill_cache import SkillCache
from lifeos_cli.record.skills import Forest
from lifeos_cli.store import skills as stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

NAMES = ("Cooking", "Running", "Listening", "Drawing")
HAND = Provenance()
AT = now_ms()


def same(store: Store, me: User, kept: SkillCache) -> None:
    """Compare a forest over what was kept with a whole one, at one moment."""
    quick, whole = Forest(store, me.id, AT, kept=kept), Forest(store, me.id, AT)
    assert quick.evidence == whole.evidence
    assert quick.states == whole.states


def _add(store: Store, me: User, dice: random.Random) -> None:
    at = AT - dice.randrange(400) * DAY
    kind = dice.choice(("action", "conversation", "reflection"))
    skill_evidence.add(
        store, me.id, skill=dice.choice(NAMES), content="did it", kind=kind, at=at, source=HAND
    )


def _some(store: Store, me: User, dice: random.Random) -> dict[str, Any] | None:
    rows = stored.evidence(store.conn, me.id)
    return dice.choice(rows) if rows else None


def _update(column: str, value: Callable[[Store, User, random.Random], Any]) -> Callable[..., None]:
    def act(store: Store, me: User, dice: random.Random) -> None:
        row = _some(store, me, dice)
        if row is not None:
            given = {"value": value(store, me, dice), "id": row["id"]}
            with store.write() as conn:
                conn.execute(f"UPDATE skill_evidence SET {column} = :value WHERE id = :id", given)

    return act


def _delete(store: Store, me: User, dice: random.Random) -> None:
    row = _some(store, me, dice)
    moved = {move["evidence_id"] for move in stored.moves(store.conn, me.id)}
    if row is not None and row["id"] not in moved:
        with store.write() as conn:
            conn.execute("DELETE FROM skill_evidence WHERE id = :id", {"id": row["id"]})


def _merge(store: Store, me: User, dice: random.Random) -> None:
    names = sorted({skill.name for skill in Forest(store, me.id).skills})
    if len(names) > 1:
        skill_edits.merge(store, me.id, *dice.sample(names, 2))


def _rename(store: Store, me: User, dice: random.Random) -> None:
    with store.write() as conn:
        row = (conn.execute("SELECT id FROM skills ORDER BY random() LIMIT 1").fetchone() or [""])[0]
        conn.execute(
            "UPDATE skills SET name = :name WHERE id = :id", {"name": dice.choice(NAMES) + " 2", "id": row}
        )


ACTS = (
    *(_add, _add, _add, _delete, _rename),
    _update("withdrawn_at", lambda *_: AT),
    _update("effective_at", lambda *given: AT - given[2].randrange(300) * DAY),
    _update("superseded_by", lambda *given: (_some(*given) or {}).get("id")),
    _update("skill_id", lambda *_: None),
    _update("status", lambda *given: given[2].choice(("accepted", "proposed", "withdrawn"))),
    _update("difficulty", lambda *given: given[2].randint(1, 5)),
)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_to_evidence_it_is_seen_as_a_whole_reading_sees_it(
    store: Store, me: User, seed: int
) -> None:
    dice, kept = random.Random(seed), SkillCache(me.id)  # noqa: S311 - a seeded simulation
    for number in range(60):
        _merge(store, me, dice) if number in {25, 45} else dice.choice(ACTS)(store, me, dice)
        if dice.random() < 0.7:  # else several commits are seen at once
            same(store, me, kept)
    same(store, me, kept)


def test_only_rows_that_changed_are_read(store: Store, me: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        _add(store, me, random.Random(1))  # noqa: S311 - a seeded simulation
    real, read = stored.evidence_tuples, []

    def counted(*given: Any) -> list[tuple[Any, ...]]:
        found = real(*given)
        read.append(len(found))
        return found

    monkeypatch.setattr("lifeos_cli.store.skills.evidence_tuples", counted)
    kept = SkillCache(me.id)
    assert len(Forest(store, me.id, AT, kept=kept).evidence) == 5
    read.clear()
    _add(store, me, random.Random(2))  # noqa: S311 - a seeded simulation
    assert len(Forest(store, me.id, AT, kept=kept).evidence) == 6
    assert Forest(store, me.id, AT, kept=kept).evidence
    assert read == [1]


def test_of_very_many_changes_everything_is_read(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed, "MOST", 2)
    dice, kept = random.Random(3), SkillCache(me.id)  # noqa: S311 - a seeded simulation
    for _ in range(5):
        for _ in range(4):
            _add(store, me, dice)
        same(store, me, kept)


def test_a_feed_that_begins_anew_is_not_trusted(store: Store, me: User) -> None:
    dice, kept = random.Random(4), SkillCache(me.id)  # noqa: S311 - a seeded simulation
    for _ in range(5):
        _add(store, me, dice)
    same(store, me, kept)
    with store.write() as conn:
        conn.execute("DELETE FROM skill_evidence WHERE id = (SELECT MIN(id) FROM skill_evidence)")
        conn.execute("DELETE FROM changes")
        conn.execute("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'changes'")
    same(store, me, kept)
