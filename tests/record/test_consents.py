"""Nothing is agreed to until it was; every answer stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.record import consents
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


def test_everything_is_off_until_it_was_agreed_to(store: Store, me: User) -> None:
    rows = consents.standing(store, me.id)
    assert [row["kind"] for row in rows] == ["adult", "ai_observations", "send_to_model"]
    assert not any(row["granted"] for row in rows)
    assert all(row["about"] for row in rows)
    assert [list(row) for row in rows] == [["kind", "detail", "granted", "origin", "at", "about"]] * 3
    assert consents.granted(store, me.id, "ai_observations") is None


def test_the_newest_answer_counts_and_the_older_ones_stay(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFEOS_NOW", "1790000000000")  # all in one millisecond
    for granted in (True, False, True):
        consents.answer(store, me.id, "ai_observations", granted=granted, origin="command")
        assert consents.granted(store, me.id, "ai_observations") is granted
        assert consents.standing_of(store, me.id, "ai_observations")["granted"] is granted
    assert store.conn.execute("SELECT COUNT(*) FROM consents").fetchone()[0] == 3


def test_providers_are_agreed_to_one_by_one(store: Store, me: User) -> None:
    consents.answer(store, me.id, "send_to_model", granted=True, detail="anthropic", origin="first_run")
    consents.answer(store, me.id, "send_to_model", granted=False, detail="other", origin="command")
    assert consents.granted(store, me.id, "send_to_model", "anthropic") is True
    assert consents.granted(store, me.id, "send_to_model", "other") is False
    assert consents.granted(store, me.id, "send_to_model", "third") is None
    assert consents.standing_of(store, me.id, "send_to_model", "third")["granted"] is False
    details = [row["detail"] for row in consents.standing(store, me.id) if row["kind"] == "send_to_model"]
    assert details == ["anthropic", "other"]


def test_one_person_does_not_agree_for_another(store: Store, me: User) -> None:
    other = make.user(store, "other")
    consents.answer(store, other.id, "adult", granted=True, origin="first_run")
    assert consents.granted(store, me.id, "adult") is None


def test_there_is_nothing_else_to_agree_to(store: Store, me: User) -> None:
    with pytest.raises(UsageFault, match="nothing to agree to"):
        consents.answer(store, me.id, "telemetry", granted=True, origin="command")
    with pytest.raises(NotFoundError, match="nothing to agree to"):
        consents.standing_of(store, me.id, "telemetry")
    assert store.conn.execute("SELECT COUNT(*) FROM consents").fetchone()[0] == 0
