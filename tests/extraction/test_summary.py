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
from lifeos_cli.record import consents, facts, goal_board, learnt, proposals, sessions, skill_edits
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


def ask(
    store: Store, me: User, session: Session, modes: dict[str, str] | None = None
) -> tuple[str, dict[str, Any]]:
    """Have the model of the test read a session; returns the job's status and output."""
    queue = Queue(store, me.id)
    last = extractions.last(store.conn, me.id, session.id)
    job = queue.enqueue(
        "summary", {"session_id": session.id, "last_message_id": last, "model": MODEL, "modes": modes or {}}
    )
    drain(store.paths, me)
    done = _job(queue, job.id)
    return done.status, json.loads(done.output) if done.output else {}


def _job(queue: Queue, job_id: str) -> Job:
    from lifeos_cli.extraction.steering import find

    return find(queue, job_id)


def drain(paths: Paths, me: User) -> None:
    known = {name: KINDS[name] for name in summary.KINDS}
    assert run(Worker(paths, [me.id], known=known), stay=False, signals=False) == 0


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


# ---- what follows from several messages, what changed, what contradicts


def test_what_is_inferred_rests_on_two_messages_and_less_is_rejected(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = said(store, me, "I get up at five to bake.", "My flour comes by the sack.", "I slept well.")
    both = {"text": "Bakes for a living.", "quotes": ["I get up at five", "My flour comes by the sack"]}
    one = {"text": "Is up early.", "quotes": ["I get up at five", "get up at five to"]}
    none = {"text": "Is rich.", "quotes": ["I get up at five", "I own a bank"]}
    single = {"text": "Is tall.", "quotes": ["I get up at five"]}
    scripted(monkeypatch, _answer(inferred=[both, one, none, single]))
    _, output = ask(store, me, session)
    found = learnt.listed(store, me.id, "facts")
    assert [(row["content"], row["level"], len(row["sources"])) for row in found] == [
        ("Bakes for a living.", "inferred", 2)
    ]
    assert sorted(one["reason"] for one in output["rejected"]) == [
        "the quote is not word for word the person's",
        "what is inferred needs two messages that say it",
        "what is inferred needs two sources",
    ]
    told = learnt.why(store, me.id, found[0]["id"])
    assert [row["text"] for row in told["rests_on"]] == [
        "I get up at five to bake.",
        "My flour comes by the sack.",
    ]


def test_forgetting_one_of_two_sources_takes_what_was_inferred_with_it(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lifeos_cli.store import forget_copies, forgetting

    session = said(store, me, "I get up at five to bake.", "My flour comes by the sack.")
    both = {"text": "Bakes for a living.", "quotes": ["I get up at five", "My flour comes by the sack"]}
    scripted(monkeypatch, _answer(inferred=[both]))
    ask(store, me, session)
    second = learnt.listed(store, me.id, "facts")[0]["sources"][1]
    with store.write() as conn:
        gone = forget_copies.with_copies(conn, me.id, [("messages", second)])
        forgetting.delete(conn, me.id, gone)
    assert rows(store, "facts") == []


@pytest.mark.parametrize(
    ("status", "left"),
    [
        ("corrected", ["Works at the bakery in Aalst."]),
        ("ended", ["Works at the bakery in Aalst."]),
        (
            "contradicts",
            [
                "Works at the mill.",
                "Works at the bakery in Aalst.",
                'Two facts contradict each other: "Works at the mill." and "Works at the bakery in Aalst."',
            ],
        ),
    ],
)
def test_a_model_names_the_known_fact_that_is_corrected_over_or_contradicted(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch, status: str, left: list[str]
) -> None:
    first = {"text": "Works at the mill.", "quote": "I work at the mill"}
    scripted(monkeypatch, _answer(facts=[first]))
    ask(store, me, said(store, me, "I work at the mill."))
    handle = learnt.listed(store, me.id, "facts")[0]["handle"]
    new = {"text": "Works at the bakery in Aalst.", "quote": "I work at the bakery in Aalst"}
    script = scripted(monkeypatch, _answer(facts=[new | {"status": status, "of": handle}]))
    session = said(store, me, "I work at the bakery in Aalst now.")
    ask(store, me, session)
    assert f'{handle}: "Works at the mill."' in script.requests[0].messages[0].content
    assert sorted(contents(store, me)) == sorted(left)
    before = rows(store, "facts")
    ask(store, me, session)
    assert rows(store, "facts") == before


@pytest.mark.parametrize("status", ["corrected", "ended", "contradicts"])
def test_a_proposal_comes_to_the_same_once_it_is_accepted(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    scripted(monkeypatch, _answer(facts=[{"text": "Works at the mill.", "quote": "I work at the mill"}]))
    ask(store, me, said(store, me, "I work at the mill."))
    old = learnt.listed(store, me.id, "facts")[0]
    new = {"text": "Works at the bakery.", "quote": "I work at the bakery now"}
    scripted(monkeypatch, _answer(facts=[new | {"status": status, "of": old["handle"]}]))
    session = said(store, me, "I work at the bakery now.")
    for _ in range(2):
        ask(store, me, session, {"facts": "propose"})
        (waits,) = proposals.listed(store, me.id)
        assert contents(store, me) == ["Works at the mill.", "Works at the bakery."]
    proposals.accept(store, me.id, waits["handle"])
    states = {row["content"]: row["status"] for row in learnt.listed(store, me.id, "facts", every=True)}
    assert states["Works at the mill."] == ("active" if status == "contradicts" else "superseded")
    assert states["Works at the bakery."] == "active"
    assert len(states) == (3 if status == "contradicts" else 2)
    before = rows(store, "facts")
    ask(store, me, session, {"facts": "propose"})
    assert rows(store, "facts") == before


def test_what_is_over_must_have_stood(store: Store, me: User, monkeypatch: pytest.MonkeyPatch) -> None:
    over = {"text": "No longer smokes.", "quote": "I no longer smoke", "status": "ended", "of": "zzzz"}
    scripted(monkeypatch, _answer(facts=[over]))
    _, output = ask(store, me, said(store, me, "I no longer smoke."))
    assert contents(store, me) == []
    assert [one["reason"] for one in output["rejected"]] == [
        "the fact that is said to be over does not stand"
    ]


@pytest.mark.parametrize("answer", ["rm one", "correct one", "correct the contradiction"])
def test_a_contradiction_is_open_until_the_person_answers(store: Store, me: User, answer: str) -> None:
    from lifeos_cli.record.provenance import Provenance

    read(store, me, said(store, me, "My birthday is on 3 May."))
    read(store, me, said(store, me, "My birthday is on 4 May."))
    one, other, clash = learnt.listed(store, me.id, "facts")
    assert clash["level"] == "contradiction"
    if answer == "rm one":
        learnt.withdraw(store, me.id, "facts", one["id"])
        left = [other["content"]]
    else:
        row = one if answer == "correct one" else clash
        facts.correct(store, me.id, row["id"], "Birthday: 5 May.", Provenance())
        left = ["Birthday: 5 May."] if row is clash else [other["content"], "Birthday: 5 May."]
    assert contents(store, me) == left


# ---- reading on, and what a call has cost that failed


def test_a_session_that_went_on_is_read_by_a_model_from_where_it_was_read_up_to(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    consents.answer(store, me.id, "send_to_model", granted=True, detail="ollama", origin="cli")
    settings = load(store.paths)
    settings.override("models.extraction", MODEL)
    session = said(store, me, SAID, "The weather was fine, by the way.")
    scripted(monkeypatch, _answer(facts=[GOOD], skills=[SKILL]))
    queue = Queue(store, me.id)

    def go_on() -> None:
        assert summary.enqueue(queue, settings, session.id)
        drain(store.paths, me)

    go_on()
    evidence = rows(store, "skill_evidence")
    said(store, me, "My birthday is on 3 May.", session=session)
    birthday = {"text": "Birthday: 3 May.", "quote": "My birthday is on 3 May."}
    script = scripted(monkeypatch, _answer(facts=[birthday], tags=["party"], title="Party"))
    go_on()
    asked = script.requests[0].messages[0].content
    lines = asked.partition("<conversation>\n")[2].splitlines()
    shown = [json.loads(line) for line in lines if line.startswith("{")]
    assert [one.get("read", False) for one in shown] == [True, True, False]
    assert "<summary>\nThey spoke of home.\n</summary>" in asked
    assert contents(store, me) == ["Lives in Ghent.", "Birthday: 3 May."]
    assert rows(store, "skill_evidence") == evidence
    assert extractions.tags_of(store.conn, me.id, session.id) == ["home", "party"]
    assert sessions.find(store, me.id, session.id).title == "Home"
    said(store, me, "Noted.", session=session, role="assistant")
    assert summary.enqueue(queue, settings, session.id) is None


class Failing(Script):
    """A provider that counts its tokens and then fails."""

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Fail after the tokens are known."""
        from lifeos_cli.errors import UnavailableError

        self.requests.append(request)
        yield Usage(11, 2)
        raise UnavailableError("no", kind="billing")


def test_a_call_that_raised_is_in_the_usage_with_what_is_known_of_its_tokens(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "connect", lambda *_args, **_more: Failing(""))
    session = said(store, me, SAID)
    assert ask(store, me, session)[0] == "failed"
    found = [
        (row["kind"], row["status"], row["input_tokens"], row["error_kind"], row["session_id"])
        for row in rows(store, "usage")
    ]
    assert found == [("extraction", "failed", 11, "billing", session.id)]


def test_a_skill_under_another_name_is_evidence_of_the_one_there_is(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By meaning, with the built-in model; what is only related is a skill of its own."""
    there, _ = skill_edits.add(store, me.id, "Managing time")
    other = {**SKILL, "text": "Cooking"}
    scripted(monkeypatch, _answer(skills=[{**SKILL, "text": "Time management"}, other]))
    session = said(store, me, SAID)
    _, output = ask(store, me, session)
    assert output["applied"]["skills"] == 2
    evidence = store.conn.execute("SELECT skill_id, skill FROM skill_evidence ORDER BY skill").fetchall()
    assert [row["skill"] for row in evidence] == ["Cooking", "Managing time"]
    assert evidence[1]["skill_id"] == there["id"]


WAITS = {"goals": "propose"}


def test_a_goal_that_was_said_waits_for_a_yes_and_is_in_no_list_before(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = {"text": "Play at the wedding", "quote": "I practised the violin", "type": "outcome"}
    session = said(store, me, SAID)
    for _ in range(2):
        scripted(monkeypatch, _answer(goals=[goal]))
        _, output = ask(store, me, session, WAITS)
    assert output["proposed"] == [{"kind": "goals", "text": goal["text"], "quote": goal["quote"]}]
    assert goal_board.board(store, me.id) == []
    (row,) = proposals.listed(store, me.id)
    assert (row["kind"], row["content"]) == ("goal", "Play at the wedding")
    proposals.accept(store, me.id, row["handle"])
    assert [view.goal.title for view in goal_board.board(store, me.id)] == ["Play at the wedding"]
    assert proposals.listed(store, me.id) == []


def test_a_goal_that_was_refused_does_not_come_back(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = {"text": "Play at the wedding", "quote": "I practised the violin", "type": "outcome"}
    session = said(store, me, SAID)
    scripted(monkeypatch, _answer(goals=[goal]))
    ask(store, me, session, WAITS)
    (row,) = proposals.listed(store, me.id)
    proposals.reject(store, me.id, row["id"])
    scripted(monkeypatch, _answer(goals=[goal]))
    ask(store, me, session, WAITS)
    assert proposals.listed(store, me.id) == []
    assert goal_board.board(store, me.id) == []
