"""What is known is read anew when it has changed, and only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.coach.context import gathering
from lifeos_cli.coach.context.knowing import Known
from lifeos_cli.growth.instruments.catalog import load
from lifeos_cli.record import assessments, facts, skill_evidence
from lifeos_cli.record.provenance import Provenance
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.coach.context.items import Item
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every reading."""
    found: list[str] = []
    really = gathering.known

    def known(store: Store, user_id: str) -> dict[str, list[Item]]:
        found.append(user_id)
        return really(store, user_id)

    monkeypatch.setattr(gathering, "known", known)
    return found


def learn(store: Store, user_id: str, text: str) -> None:
    facts.add(store, user_id, text, source=Provenance(actor="cli", origin="cli"))


def test_talk_alone_changes_nothing_of_it(store: Store, me: User, reads: list[str]) -> None:
    known = Known(store, me.id)
    first = known.sections()
    session = make.session(store, me.id)
    make.message(store, me.id, session.id)
    assert known.sections() == first
    assert len(reads) == 1


def test_what_was_learnt_meanwhile_is_told(store: Store, me: User, reads: list[str]) -> None:
    known = Known(store, me.id)
    assert known.sections()["facts"] == []
    learn(store, me.id, "Lives in Leiden.")
    assert "Leiden" in known.sections()["facts"][0].text
    assert len(reads) == 2


def test_what_others_learnt_is_no_reason_to_read(store: Store, me: User, reads: list[str]) -> None:
    other = make.user(store, "other")
    known = Known(store, me.id)
    known.sections()
    learn(store, other.id, "Lives in Utrecht.")
    assert known.sections()["facts"] == []
    assert len(reads) == 1


def test_profile_and_skills_are_told_with_what_they_rest_on(store: Store, me: User) -> None:
    known = Known(store, me.id)
    assert known.sections()["profile"] == []
    assert known.sections()["skills"] == []
    form = load("mini-ipip")
    answers: dict[str, int | None] = {item.id: 1 + n % 5 for n, item in enumerate(form.items)}
    assessments.finish(store, me.id, form, answers)
    skill_evidence.add(
        store,
        me.id,
        skill="Active listening",
        content="listened for an hour",
        kind="action",
        difficulty=3,
        outcome="done",
        source=Provenance("cli", "cli"),
    )
    told = "\n".join(item.text for item in known.sections()["profile"])
    assert "Extraversion" in told
    assert "estimate" in told
    assert "Growth mindset" not in told, "nothing is said of what is not known"
    assert "Active listening" in known.sections()["skills"][0].text
