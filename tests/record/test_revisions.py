"""A proposed fact does, once it is accepted, what it would have done to another at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.errors import NotFoundError
from lifeos_cli.record import facts, learnt, proposals, undoing
from lifeos_cli.record.provenance import Provenance

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

MILL, BAKERY, CAFE = "Works at the mill.", "Works at the bakery.", "Works at the cafe."


def add(store: Store, me: User, content: str, **more: Any) -> dict[str, Any]:
    return facts.add(store, me.id, content, Provenance(), **more)


def propose(store: Store, me: User, content: str, **more: Any) -> dict[str, Any]:
    return add(store, me, content, proposed=True, **more)


def standing(store: Store, me: User) -> dict[str, str]:
    return {row["content"]: row["status"] for row in learnt.listed(store, me.id, "facts")}


def accept(store: Store, me: User, row: dict[str, Any]) -> tuple[str, str]:
    done: tuple[str, str] = learnt.accept(store, me.id, "facts", row["id"])["revision"]
    return done


def test_the_old_fact_is_superseded_by_the_yes_and_stands_until_then(store: Store, me: User) -> None:
    old = add(store, me, MILL)
    new = propose(store, me, BAKERY, replaces=old["id"])
    assert standing(store, me) == {MILL: "active", BAKERY: "proposed"}
    (waits,) = proposals.listed(store, me.id)
    assert (waits["about"], waits["replaces"]) == (MILL, old["id"])
    assert accept(store, me, new) == ("replaced", MILL)
    assert standing(store, me) == {BAKERY: "active"}
    told = learnt.why(store, me.id, new["handle"])
    assert [(one["id"], one["status"], one["superseded_by"]) for one in told["earlier"]] == [
        (old["id"], "superseded", new["id"])
    ]
    assert told["replaces"] is None
    with pytest.raises(NotFoundError, match="not proposed, it is active"):
        accept(store, me, new)


def test_a_no_leaves_the_old_fact_standing(store: Store, me: User) -> None:
    old = add(store, me, MILL)
    new = propose(store, me, BAKERY, replaces=old["id"])
    proposals.reject(store, me.id, new["handle"])
    assert standing(store, me) == {MILL: "active"}


def test_the_yes_is_taken_back_as_one_write(store: Store, me: User) -> None:
    old = add(store, me, MILL)
    other = add(store, me, CAFE)
    facts.contradict(store, me.id, old, other, Provenance())
    before = standing(store, me)
    new = propose(store, me, BAKERY, replaces=old["id"])
    waiting = standing(store, me)
    accept(store, me, new)
    assert standing(store, me) == {CAFE: "active", BAKERY: "active"}
    undoing.undo_last(store, me.id)
    assert standing(store, me) == waiting == {**before, BAKERY: "proposed"}


def test_only_the_write_that_was_shown_is_taken_back(store: Store, me: User) -> None:
    accept(store, me, propose(store, me, MILL))
    (shown,) = undoing.listed(store, me.id, most=1)
    accept(store, me, propose(store, me, CAFE))
    before = standing(store, me)
    with pytest.raises(undoing.ChangedSinceError, match="written since"):
        undoing.undo_last(store, me.id, shown=shown["id"])
    assert standing(store, me) == before
    (last,) = undoing.listed(store, me.id, most=1)
    assert undoing.undo_last(store, me.id, shown=last["id"])["id"] == last["id"]
    assert standing(store, me) != before


def test_a_fact_taken_out_meanwhile_is_let_be(store: Store, me: User) -> None:
    old = add(store, me, MILL)
    new = propose(store, me, BAKERY, replaces=old["id"])
    learnt.withdraw(store, me.id, "facts", old["id"])
    assert accept(store, me, new) == ("gone", "")
    assert standing(store, me) == {BAKERY: "active"}
    assert learnt.why(store, me.id, new["id"])["earlier"] == []


def test_a_fact_corrected_meanwhile_contradicts_the_older_proposal(store: Store, me: User) -> None:
    old = add(store, me, MILL)
    new = propose(store, me, BAKERY, replaces=old["id"])
    facts.correct(store, me.id, old["id"], CAFE, Provenance())
    assert accept(store, me, new) == ("contradicted", CAFE)
    found = learnt.listed(store, me.id, "facts")
    assert [row["level"] for row in found if row["content"] not in (CAFE, BAKERY)] == ["contradiction"]
    assert {CAFE, BAKERY} <= set(standing(store, me))


def test_of_two_proposals_for_one_fact_the_newer_stands_in_the_end(store: Store, me: User) -> None:
    old = add(store, me, MILL)
    first = propose(store, me, BAKERY, replaces=old["id"])
    second = propose(store, me, CAFE, replaces=old["id"])
    assert accept(store, me, first) == ("replaced", MILL)
    assert accept(store, me, second) == ("replaced", BAKERY)
    assert standing(store, me) == {CAFE: "active"}
    assert [one["content"] for one in learnt.why(store, me.id, second["id"])["earlier"]] == [BAKERY, MILL]


def test_a_proposal_in_the_place_of_a_proposal_takes_the_place_of_both(store: Store, me: User) -> None:
    old = add(store, me, MILL)
    first = propose(store, me, BAKERY, replaces=old["id"])
    second = propose(store, me, CAFE, replaces=first["id"])
    assert accept(store, me, second) == ("replaced", BAKERY)
    assert standing(store, me) == {CAFE: "active"}
    assert proposals.listed(store, me.id) == []


def test_a_proposal_whose_forerunner_was_rejected_takes_the_place_of_what_stood_before(
    store: Store, me: User
) -> None:
    old = add(store, me, MILL)
    first = propose(store, me, BAKERY, replaces=old["id"])
    second = propose(store, me, CAFE, replaces=first["id"])
    proposals.reject(store, me.id, first["id"])
    assert accept(store, me, second) == ("replaced", MILL)
    assert standing(store, me) == {CAFE: "active"}


@pytest.mark.parametrize("order", ["older first", "newer first"])
def test_two_proposals_that_contradict_each_other_are_a_contradiction_once_both_count(
    store: Store, me: User, order: str
) -> None:
    first = propose(store, me, MILL)
    second = propose(store, me, BAKERY, contradicts=first["id"])
    two = [first, second] if order == "older first" else [second, first]
    assert accept(store, me, two[0]) == ("", "")
    assert len(standing(store, me)) == 2
    how, other = accept(store, me, two[1])
    assert (how, other) == ("contradicted", two[0]["content"])
    clash = [row for row in learnt.listed(store, me.id, "facts") if row["level"] == "contradiction"]
    assert [set(row["sources"]) for row in clash] == [{first["id"], second["id"]}]


def test_a_fact_that_names_itself_is_let_be(store: Store, me: User) -> None:
    row = propose(store, me, MILL)
    with store.write() as conn:
        conn.execute("UPDATE facts SET replaces = id")
    assert accept(store, me, row) == ("gone", "")
    assert standing(store, me) == {MILL: "active"}
