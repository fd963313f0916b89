"""`lifeos extract`, and what it finds, from the outside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Lifeos

SAID = "I live in Ghent. I practised the violin for an hour."


@pytest.fixture
def session(lifeos: Lifeos) -> str:
    """The handle of a session in which something was said."""
    done = (
        lifeos("chat", SAID, "--json", "--model", "guided")
        if _has_model(lifeos)
        else lifeos("chat", SAID, "--json")
    )
    return str(done.json()["session"])


def _has_model(lifeos: Lifeos) -> bool:
    return "--model" in lifeos("chat", "--help").out


def test_extract_reads_leaves_no_job_and_does_nothing_the_second_time(lifeos: Lifeos, session: str) -> None:
    first = lifeos("extract", session, "--json").json()
    assert [(one["session"], one["status"], one["applied"]) for one in first] == [
        (session, "completed", {"facts": 1, "skills": 1})
    ]
    jobs = lifeos("jobs", "list", "--json").json()
    assert {job["status"] for job in jobs if job["type"] == "summary"} == {"completed"}
    again = lifeos("extract", "--all", "--json").json()
    assert [one["status"] for one in again] == ["unchanged"]
    assert lifeos("sessions", "show", session, "--json").json()["summary"].startswith("I live in Ghent.")


def test_a_dry_run_shows_what_would_be_found_and_writes_nothing(lifeos: Lifeos, session: str) -> None:
    found = lifeos("extract", session, "--dry-run", "--json").json()
    assert [one["text"] for one in found[0]["facts"]] == ["Lives in Ghent."]
    assert lifeos("facts", "list", "--json").json() == []
    assert lifeos("jobs", "list", "--json").json() == []


def test_ending_a_session_queues_its_reading_for_jobs_run(lifeos: Lifeos, session: str) -> None:
    assert lifeos("sessions", "end", session).code == 0
    assert [job["status"] for job in lifeos("jobs", "list", "--json").json()] == ["pending"]
    done = lifeos("jobs", "run")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert [one["content"] for one in lifeos("facts", "list", "--json").json()] == ["Lives in Ghent."]


def test_extract_wants_to_know_which_sessions(lifeos: Lifeos) -> None:
    assert lifeos("extract").code == 2
    assert lifeos("extract", "--all", "--since", "yesterday").code == 2


def test_a_model_nothing_may_be_sent_to_is_refused(lifeos: Lifeos, session: str) -> None:
    done = lifeos("extract", session, "--model", "litellm/openai/gpt")
    assert (done.code, lifeos("jobs", "list", "--json").json()) == (3, [])
    assert "consent" in done.err


def test_facts_are_added_corrected_explained_and_withdrawn(lifeos: Lifeos, session: str) -> None:
    lifeos("extract", session)
    handle = lifeos("facts", "list", "--json").json()[0]["handle"]
    told = lifeos("facts", "why", handle, "--json").json()
    assert [one["text"] for one in told["rests_on"]] == [SAID]
    assert (
        lifeos("facts", "correct", handle, "Lives in Aalst.", "--json").json()["content"] == "Lives in Aalst."
    )
    earlier = lifeos("facts", "why", handle, "--json").json()["earlier"]
    assert [one["content"] for one in earlier] == ["Lives in Ghent."]
    assert lifeos("facts", "rm", handle).code == 0
    assert lifeos("facts", "list", "--json").json() == []
    added = lifeos("facts", "add", "Has a boat.", "--json").json()
    assert (added["level"], added["origin"]) == ("explicit", "user_said")
    assert lifeos("facts", "show", added["handle"], "--json").json() == added
    assert lifeos("facts", "rm", "zzzz").code == 3


def test_insights_are_added_and_withdrawn(lifeos: Lifeos) -> None:
    handle = lifeos("insights", "add", "Mornings are mine.").out.strip()
    assert [one["handle"] for one in lifeos("insights", "list", "--json").json()] == [handle]
    assert lifeos("insights", "rm", handle, "--json").json()["status"] == "withdrawn"
    assert lifeos("insights", "list", "--json").json() == []


def test_a_due_followup_is_in_today_in_checkins_due_and_in_the_context_until_it_is_done(
    lifeos: Lifeos,
) -> None:
    today = date.today()  # noqa: DTZ011 - the person's day, as the program has it
    later = today + timedelta(days=9)
    handle = lifeos("followups", "add", "Ask about the boat", "--due", today.isoformat()).out.strip()
    lifeos("followups", "add", "Not yet", "--due", later.isoformat())

    def seen() -> list[Any]:
        due = [one for one in lifeos("checkins", "due", "--json").json() if "content" in one]
        sent = lifeos("context", "hello", "--json").json()["items"]
        return [
            [one["content"] for one in lifeos("today", "--json").json()["followups"]],
            [one["content"] for one in due],
            [one["id"] for one in sent if one["text"].startswith("- follow up: ")],
        ]

    row = lifeos("followups", "show", handle, "--json").json()
    assert seen() == [["Ask about the boat"], ["Ask about the boat"], [row["id"]]]
    assert lifeos("followups", "done", handle, "--json").json()["status"] == "done"
    assert seen() == [[], [], []]


def test_tags_are_counted_over_sessions_and_checkins(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5", "--tag", "boat")
    assert lifeos("tags", "list", "--json").json() == [{"tag": "boat", "sessions": 0, "checkins": 1}]
