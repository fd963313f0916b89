"""Sessions are read once, and what they hold stands in the record with the person's own words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.extraction import asking, summary
from lifeos_cli.extraction.kinds import KINDS
from lifeos_cli.extraction.queue import Queue
from lifeos_cli.extraction.worker import Worker, run
from lifeos_cli.ids import ulid
from lifeos_cli.providers.base import Stopped, TextDelta, Usage
from lifeos_cli.record import consents, facts, learnt, sessions
from lifeos_cli.settings import load
from lifeos_cli.store import extractions, messages
from lifeos_cli.store import sessions as stored
from lifeos_cli.store.rows import Message

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from lifeos_cli.paths import Paths
    from lifeos_cli.providers.base import ProviderEvent, Request
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Job, Session, User

SAID = "I live in Ghent and my sister is called Ruth. I practised the violin for an hour."
MODEL = "ollama/scripted"


class Script:
    """A provider that gives one answer a call."""

    name, model = "scripted", MODEL

    def __init__(self, *answers: str, reason: str = "end_turn") -> None:
        self.answers, self.reason, self.requests = list(answers), reason, list[Any]()

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Give the next answer."""
        answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(request)
        yield TextDelta(answer)
        yield Usage(5, 7)
        yield Stopped(self.reason, MODEL)


def said(store: Store, me: User, *texts: str, session: Session | None = None, **values: Any) -> Session:
    row = session or sessions.start(store, me.id, type_="coaching", coach="goal_grow")
    for text in texts:
        blank: dict[str, Any] = dict.fromkeys(Message._fields)
        blank |= {
            "id": ulid(),
            "user_id": me.id,
            "session_id": row.id,
            "step": 0,
            "role": "user",
            "content": text,
        }
        blank |= {
            "status": "success",
            "safety_level": "none",
            "origin": "chat",
            "created_at": 1,
            "updated_at": 1,
        }
        with store.write() as conn:
            blank["turn"] = messages.next_turn(conn, row.id)
            messages.add(conn, Message(**(blank | values)))
    return row


def read(store: Store, me: User, session: Session, **more: Any) -> Job | None:
    """Queue a session as a command does and run it; returns the job."""
    queue = Queue(store, me.id)
    job = summary.enqueue(queue, load(store.paths), session.id, **more)
    drain(store.paths, me)
    return job and _job(queue, job.id)


def ask(store: Store, me: User, session: Session) -> tuple[str, dict[str, Any]]:
    """Have the model of the test read a session; returns the job's status and output."""
    queue = Queue(store, me.id)
    last = extractions.last(store.conn, me.id, session.id)
    job = queue.enqueue(
        "summary", {"session_id": session.id, "last_message_id": last, "model": MODEL, "modes": {}}
    )
    drain(store.paths, me)
    done = _job(queue, job.id)
    return done.status, json.loads(done.output) if done.output else {}


def _job(queue: Queue, job_id: str) -> Job:
    from lifeos_cli.extraction.steering import find

    return find(queue, job_id)


def drain(paths: Paths, me: User) -> None:
    assert run(Worker(paths, [me.id], known={"summary": KINDS["summary"]}), stay=False, signals=False) == 0


def contents(store: Store, me: User, table: str = "facts") -> list[str]:
    return [row["content"] for row in learnt.listed(store, me.id, table)]


def rows(store: Store, table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in store.conn.execute(f"SELECT * FROM {table} ORDER BY id")]


def test_a_session_gives_facts_skills_a_summary_and_tone_with_the_words_they_rest_on(
    store: Store, me: User
) -> None:
    session = said(store, me, SAID)
    job = read(store, me, session)
    assert job is not None
    assert job.status == "completed"
    assert contents(store, me) == ["Lives in Ghent.", "Sister called Ruth."]
    evidence = rows(store, "skill_evidence")
    assert [(row["skill"], row["quote"], row["origin"], row["status"]) for row in evidence] == [
        ("violin", "I practised the violin for an hour.", "rules", "accepted")
    ]
    row = sessions.find(store, me.id, session.id)
    assert row.summary == SAID


def test_reading_again_changes_nothing(store: Store, me: User) -> None:
    session = said(store, me, SAID)
    read(store, me, session)
    tables = ("facts", "skill_evidence", "insights", "extractions")
    before = {table: rows(store, table) for table in tables}
    assert read(store, me, session) is None
    assert {table: rows(store, table) for table in tables} == before
    read(store, me, session, force=True)
    assert {table: rows(store, table) for table in tables[:3]} == {
        table: before[table] for table in tables[:3]
    }


def test_a_session_continued_is_read_again_and_a_move_supersedes_the_old_home(store: Store, me: User) -> None:
    session = said(store, me, SAID)
    read(store, me, session)
    said(store, me, "Big news. I live in Bruges now.", session=session)
    read(store, me, session)
    assert contents(store, me) == ["Sister called Ruth.", "Lives in Bruges."]
    assert len(rows(store, "facts")) == 3


def test_a_fact_said_in_another_session_is_reinforced_and_not_doubled(store: Store, me: User) -> None:
    read(store, me, said(store, me, "My sister is called Ruth."))
    read(store, me, said(store, me, "As you know, my sister is called Ruth."))
    found = learnt.listed(store, me.id, "facts")
    assert [(one["content"], one["reinforced"], len(one["sources"])) for one in found] == [
        ("Sister called Ruth.", 2, 2)
    ]


def test_two_birthdays_stand_as_a_contradiction_of_both(store: Store, me: User) -> None:
    read(store, me, said(store, me, "My birthday is on 3 May."))
    read(store, me, said(store, me, "My birthday is on 4 May."))
    clash = [one for one in learnt.listed(store, me.id, "facts") if one["level"] == "contradiction"]
    both = [one["id"] for one in learnt.listed(store, me.id, "facts") if one["level"] == "explicit"]
    assert [one["sources"] for one in clash] == [both]


def test_what_the_person_took_out_does_not_come_back(store: Store, me: User) -> None:
    session = said(store, me, SAID)
    read(store, me, session)
    learnt.withdraw(store, me.id, "facts", learnt.listed(store, me.id, "facts")[0]["id"])
    read(store, me, session, force=True)
    assert contents(store, me) == ["Sister called Ruth."]


def test_sessions_and_turns_of_a_crisis_are_not_read(store: Store, me: User) -> None:
    session = said(store, me, SAID, safety_level="crisis")
    said(store, me, "I live in Bruges now.", session=session)
    read(store, me, session)
    assert contents(store, me) == ["Lives in Bruges."]
    other = said(store, me, "I live in Lille.")
    with store.write() as conn:
        stored.edit(conn, me.id, other.id, {"safety_level": "crisis"})
    assert read(store, me, other) is None


@pytest.mark.parametrize("origin", ["fork", "imported"])
def test_copied_and_imported_words_are_no_evidence_of_a_skill(store: Store, me: User, origin: str) -> None:
    read(store, me, said(store, me, SAID, origin=origin, external_id="x" if origin == "imported" else None))
    assert rows(store, "skill_evidence") == []
    assert contents(store, me) == ([] if origin == "fork" else ["Lives in Ghent.", "Sister called Ruth."])


def test_proposals_count_for_nothing_until_they_are_accepted(store: Store, me: User) -> None:
    settings = load(store.paths)
    settings.override("extract.facts", "propose")
    session = said(store, me, "I live in Ghent.")
    summary.enqueue(Queue(store, me.id), settings, session.id)
    drain(store.paths, me)
    found = learnt.listed(store, me.id, "facts")
    assert [one["status"] for one in found] == ["proposed"]
    assert store.conn.execute("SELECT COUNT(*) FROM recallable WHERE tbl = 'facts'").fetchone()[0] == 0
    learnt.accept(store, me.id, "facts", found[0]["id"])
    assert store.conn.execute("SELECT COUNT(*) FROM recallable WHERE tbl = 'facts'").fetchone()[0] == 1


def test_a_correction_stands_and_why_tells_what_it_was_before(store: Store, me: User) -> None:
    from lifeos_cli.record.provenance import Provenance

    session = said(store, me, "I live in Ghent.")
    read(store, me, session)
    first = learnt.listed(store, me.id, "facts")[0]
    facts.correct(store, me.id, first["id"], "Lives in Aalst.", Provenance())
    read(store, me, session, force=True)
    assert contents(store, me) == ["Lives in Aalst."]
    told = learnt.why(store, me.id, first["handle"])
    assert [one["content"] for one in told["earlier"]] == ["Lives in Ghent."]


# ---- with a model


def _answer(**lists: Any) -> str:
    return json.dumps({"summary": "They spoke of home.", "title": "Home", "tags": ["home"], **lists})


GOOD = {"text": "Lives in Ghent.", "quote": "I live in Ghent"}
SKILL = {
    "text": "violin",
    "quote": "I practised the violin",
    "difficulty": 2,
    "outcome": "partly",
    "kind": "action",
}


def scripted(monkeypatch: pytest.MonkeyPatch, *answers: str, reason: str = "end_turn") -> Script:
    script = Script(*answers, reason=reason)
    monkeypatch.setattr(asking, "connect", lambda *_args, **_more: script)
    return script


def test_a_model_is_asked_once_and_its_answer_applied_with_a_row_of_usage(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = scripted(monkeypatch, "```json\n" + _answer(facts=[GOOD], skills=[SKILL]) + "\n```")
    session = said(store, me, SAID)
    status, output = ask(store, me, session)
    assert (status, output["applied"], output["rejected"]) == ("completed", {"facts": 1, "skills": 1}, [])
    assert len(script.requests) == 1
    assert [(row["kind"], row["session_id"]) for row in rows(store, "usage")] == [("extraction", session.id)]
    assert rows(store, "skill_evidence")[0]["outcome"] == 0.5
    assert (sessions.find(store, me.id, session.id).title, rows(store, "facts")[0]["origin"]) == (
        "Home",
        "model_inferred",
    )


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "end_turn"),
        ("I cannot help with that.", "refusal"),
        (_answer(facts=[GOOD]), "refusal"),
        (_answer(facts=[GOOD])[:60], "max_tokens"),
        ('["summary"]', "end_turn"),
        ('{"summary": 3, "facts": []}', "end_turn"),
        ('{"summary": "x", "facts": {"text": "y"}}', "end_turn"),
        ("{" * 100_000, "end_turn"),
    ],
)
def test_what_cannot_be_read_is_asked_for_once_more_and_then_kept_as_a_dead_letter(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch, answer: str, reason: str
) -> None:
    script = scripted(monkeypatch, answer, reason=reason)
    status, _ = ask(store, me, said(store, me, SAID))
    assert (status, len(script.requests)) == ("failed", 2)
    assert rows(store, "facts") == rows(store, "extractions") == []
    kept = [
        json.loads(row[0]) for row in store.conn.execute("SELECT output FROM job_steps WHERE name LIKE '%1'")
    ]
    assert [one["raw"] for one in kept] == [answer[: asking.KEPT]] * 2
    assert len(rows(store, "usage")) == 2


def test_a_repaired_answer_is_applied(store: Store, me: User, monkeypatch: pytest.MonkeyPatch) -> None:
    script = scripted(monkeypatch, '{"summary": "x', _answer(facts=[GOOD]))
    assert ask(store, me, said(store, me, SAID))[0] == "completed"
    assert "could not be read" in script.requests[1].messages[0].content
    assert contents(store, me) == ["Lives in Ghent."]


def test_what_the_person_did_not_say_is_rejected_with_its_reason(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = [
        {"text": "Lives in Rome.", "quote": "I live in Rome"},
        {"text": "x", "quote": "I"},
        {"text": "x" * 301, "quote": "I live in Ghent"},
        {"text": ["x"], "quote": "I live in Ghent"},
        "I live in Ghent",
        {"quote": "I live in Ghent"},
    ]
    scripted(
        monkeypatch,
        _answer(facts=[GOOD, *bad], skills=[{**SKILL, "difficulty": 9}, {**SKILL, "outcome": True}]),
    )
    _, output = ask(store, me, said(store, me, SAID))
    assert contents(store, me) == ["Lives in Ghent."]
    assert rows(store, "skill_evidence") == []
    assert len(output["rejected"]) == len(bad) + 2
    assert all(one["reason"] for one in output["rejected"])


def test_ten_thousand_skills_give_twenty(store: Store, me: User, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [{**SKILL, "text": f"s{n}"} for n in range(10_000)]
    scripted(monkeypatch, _answer(skills=many))
    _, output = ask(store, me, said(store, me, SAID))
    assert len(rows(store, "skill_evidence")) == 20
    assert len(output["rejected"]) == 101
    assert output["rejected"][-1]["reason"] == "9880 more were rejected"


def test_observations_are_neither_asked_for_nor_kept_without_consent(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {
        "text": "orderly",
        "quote": "I practised the violin",
        "dimension": "conscientiousness",
        "level": 1,
        "strength": "weak",
        "alternative": "a lesson is near",
    }
    script = scripted(monkeypatch, _answer(observations=[seen]))
    session = said(store, me, SAID)
    _, output = ask(store, me, session)
    assert "observations" not in script.requests[0].system
    assert (rows(store, "observations"), len(output["rejected"])) == ([], 1)
    consents.answer(store, me.id, "ai_observations", granted=True, origin="cli")
    ask(store, me, session)
    assert "observations" in script.requests[1].system
    assert [(row["dimension"], row["level"], row["quote"]) for row in rows(store, "observations")] == [
        ("conscientiousness", 1, "I practised the violin")
    ]


def test_a_newer_reader_supersedes_what_the_older_found(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = said(store, me, SAID)
    read(store, me, session)
    scripted(monkeypatch, _answer(facts=[GOOD]))
    ask(store, me, session)
    assert contents(store, me) == ["Lives in Ghent."]
    assert [row["status"] for row in rows(store, "skill_evidence")] == ["withdrawn"]
    assert [row["superseded_by"] is None for row in rows(store, "extractions")] == [False, True]


def test_a_long_session_is_asked_about_in_pieces_and_merged(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = said(store, me, SAID, "la " * 7_000, "da " * 7_000 + "My birthday is on 3 May.")
    birthday = {"text": "Birthday: 3 May.", "quote": "My birthday is on 3 May."}
    script = scripted(monkeypatch, _answer(facts=[GOOD]), _answer(facts=[GOOD, birthday]))
    assert ask(store, me, session)[0] == "completed"
    assert len(script.requests) == 2
    assert contents(store, me) == ["Lives in Ghent.", "Birthday: 3 May."]
