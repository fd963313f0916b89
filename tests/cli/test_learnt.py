"""Tags and proposals from the outside, and what an audit of memory finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.clock import DAY, now_ms
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

SAID = "I live in Ghent. I practised the violin for an hour."


@pytest.fixture
def session(lifeos: Lifeos) -> str:
    """The handle of a session in which something was said."""
    return str(lifeos("chat", SAID, "--json").json()["session"])


def names(lifeos: Lifeos) -> list[str]:
    return sorted(one["tag"] for one in lifeos("tags", "list", "--json").json())


def test_a_tag_the_person_puts_on_or_takes_off_outlasts_the_next_reading(
    lifeos: Lifeos, session: str
) -> None:
    lifeos("chat", "My violin needs strings before the concert of our orchestra.", "--session", session)
    lifeos("extract", session)
    found = names(lifeos)
    assert found
    gone = found[0]
    assert lifeos("tags", "rm", gone, session).code == 0
    assert lifeos("tags", "add", "#Strings", session, "--json").json()["tag"] == "strings"
    wanted = sorted([*(tag for tag in found if tag != gone), "strings"])
    assert names(lifeos) == wanted
    assert lifeos("extract", session, "--force", "--json").json()[0]["status"] == "completed"
    assert names(lifeos) == wanted
    shown = lifeos("tags", "show", "STRINGS", "--json").json()
    assert [(one["kind"], one["handle"]) for one in shown] == [("session", session)]
    assert lifeos("tags", "add", gone, session).code == 0
    assert gone in names(lifeos)


def test_a_tag_goes_from_everything_or_is_not_there(lifeos: Lifeos, session: str) -> None:
    checkin = lifeos("checkin", "--mood", "5", "--tag", "music", "--json").json()["handle"]
    lifeos("tags", "add", "music", session)
    kinds = [one["kind"] for one in lifeos("tags", "show", "music", "--json").json()]
    assert sorted(kinds) == ["checkin", "session"]
    assert lifeos("tags", "rm", "music", "--json").json() == {"tag": "music", "removed": 2}
    assert lifeos("tags", "rm", "music").code == 3
    assert lifeos("tags", "show", "music").code == 3
    assert lifeos("tags", "add", "music", "zzzz").code == 3
    assert lifeos("tags", "add", " ", checkin).code == 2


PROPOSE = {"LIFEOS_EXTRACT_FACTS": "propose", "LIFEOS_EXTRACT_SKILLS": "propose"}


def proposed(lifeos: Lifeos) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = lifeos("proposals", "list", "--json").json()
    return found


def test_what_is_proposed_counts_nowhere_until_it_is_accepted(lifeos: Lifeos, session: str) -> None:
    assert lifeos("extract", session, env=PROPOSE).code == 0
    found = proposed(lifeos)
    assert [(one["kind"], one["content"]) for one in found] == [
        ("fact", "Lives in Ghent."),
        ("skill", "I practised the violin for an hour."),
    ]
    level = lifeos("skills", "list", "--json").json()
    assert all(one["experience"] == 0 for one in level)
    assert lifeos("proposals", "accept", *(one["handle"] for one in found)).code == 0
    assert proposed(lifeos) == []
    assert [one["status"] for one in lifeos("facts", "list", "--json").json()] == ["active"]
    assert [one["status"] for one in lifeos("skills", "evidence", "list", "--json").json()] == ["accepted"]
    assert lifeos("proposals", "accept", found[0]["handle"]).code == 3


def test_what_is_rejected_does_not_come_back_when_the_session_is_read_again(
    lifeos: Lifeos, session: str
) -> None:
    lifeos("extract", session, env=PROPOSE)
    assert len(lifeos("proposals", "reject", "--all", "--json").json()) == 2
    assert lifeos("extract", session, "--force", env=PROPOSE).code == 0
    assert proposed(lifeos) == []
    assert lifeos("facts", "list", "--json").json() == []
    assert lifeos("proposals", "reject").code == 2


def test_a_proposed_move_takes_the_place_of_the_old_home_when_it_is_accepted(
    lifeos: Lifeos, session: str
) -> None:
    lifeos("extract", session)
    moved = str(lifeos("chat", "I live in Bruges now, since May.", "--json").json()["session"])
    assert lifeos("extract", moved, env=PROPOSE).code == 0
    (waits,) = [one for one in proposed(lifeos) if one["kind"] == "fact"]
    assert (waits["content"], waits["about"]) == ("Lives in Bruges.", "Lives in Ghent.")
    done = lifeos("proposals", "accept", waits["handle"])
    assert "in the place of: Lives in Ghent." in done.err
    assert [one["content"] for one in lifeos("facts", "list", "--json").json()] == ["Lives in Bruges."]
    told = lifeos("facts", "why", waits["handle"], "--json").json()
    assert [one["content"] for one in told["earlier"]] == ["Lives in Ghent."]
    again = lifeos("facts", "accept", waits["handle"])
    assert (again.code, "not proposed, it is active" in again.err) == (3, True)
    lifeos("undo")
    states = {one["content"]: one["status"] for one in lifeos("facts", "list", "--json").json()}
    assert states == {"Lives in Ghent.": "active", "Lives in Bruges.": "proposed"}


def test_proposals_of_two_moves_are_accepted_in_their_own_order_however_they_are_typed(
    lifeos: Lifeos, session: str
) -> None:
    moved = str(lifeos("chat", "I live in Bruges now, since May.", "--json").json()["session"])
    for one in (session, moved):
        lifeos("extract", one, env=PROPOSE)
    waits = [one["handle"] for one in proposed(lifeos) if one["kind"] == "fact"]
    done = lifeos("proposals", "accept", *reversed(waits), "--json").json()
    assert [one["revised"] for one in done] == [None, "replaced"]
    assert [one["content"] for one in lifeos("facts", "list", "--json").json()] == ["Lives in Bruges."]


def test_a_proposed_observation_is_accepted_into_the_profile(
    lifeos: Lifeos, session: str, paths: Paths
) -> None:
    from lifeos_cli.record import consents, observations
    from lifeos_cli.record.provenance import Provenance

    with Store(paths) as store:
        user = store.conn.execute("SELECT id FROM users").fetchone()[0]
        consents.answer(store, user, "ai_observations", granted=True, origin="cli")
        row = observations.add(
            store,
            user,
            dimension="openness",
            level=1,
            status="proposed",
            source=Provenance("extraction", "extraction", quote="I live in Ghent"),
        )
    assert [(one["kind"], one["about"]) for one in proposed(lifeos)] == [("observation", "openness")]
    assert lifeos("proposals", "accept", row["handle"]).code == 0
    found = lifeos("profile", "observations", "--json").json()
    assert [one["status"] for one in found] == ["accepted"]


def test_an_audit_names_duplicates_lost_sources_stale_facts_and_contradictions(
    lifeos: Lifeos, session: str, paths: Paths
) -> None:
    lifeos("extract", session)
    lifeos("jobs", "run")
    clean = lifeos("memory", "audit", "--json")
    assert (clean.code, clean.json()["ok"]) == (0, True)
    one = lifeos("facts", "add", "Has a red boat on the lake.").out.strip()
    near = lifeos("facts", "add", "Has a small red boat on the lake.").out.strip()
    same = lifeos("facts", "add", "has a red boat on the lake").out.strip()
    old = lifeos("facts", "list", "--json").json()[0]
    with Store(paths) as store, store.write() as conn:
        then = now_ms() - 400 * DAY
        conn.execute("UPDATE facts SET created_at = ?, sources = NULL WHERE id = ?", (then, old["id"]))
        conn.execute("UPDATE facts SET message_id = 'gone' WHERE handle = ?", (one,))
    lifeos("jobs", "run")
    done = lifeos("memory", "audit", "--json")
    found = done.json()
    assert (done.code, found["ok"]) == (1, False)
    assert [set(row["handles"]) for row in found["duplicates"]] == [{one, same}]
    assert {frozenset(row["handles"]) for row in found["near_duplicates"]} == {
        frozenset((one, near)),
        frozenset((same, near)),
    }
    assert [(row["handle"], row["missing"]) for row in found["orphans"]] == [(one, "gone")]
    assert [row["handle"] for row in found["stale"]] == [old["handle"]]
    assert found["index"]["complete"] is True
    told = lifeos("memory", "audit").out
    for word in ("twice:", "nearly twice:", "source gone:", "stale:"):
        assert word in told


def test_an_audit_says_when_the_index_waits(lifeos: Lifeos, session: str) -> None:
    done = lifeos("memory", "audit", "--json")
    assert done.code == 1
    assert done.json()["index"]["waiting"] > 0
