"""`lifeos extract --batch` against a server on loopback: handed in once, answered another day, applied once."""

from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.store.database import Store
from tests.model_batches import PATH
from tests.model_server import ModelServer, serve
from tests.model_wires import INPUT, OUTPUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

TOWNS = ("Ghent", "Bruges", "Aalst")
MODEL = "anthropic/claude-haiku-5-5"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A server whose batches tell where the person lives."""
    for state in serve():
        state.desk.reply = reply
        yield state


def said_in(params: dict[str, Any]) -> str:
    return str(params["messages"][-1]["content"])


def reply(params: dict[str, Any]) -> str:
    town = next(town for town in TOWNS if f"swim in {town}" in said_in(params))
    fact = {"text": f"Swims in {town}.", "quote": f"I swim in {town}", "status": "new", "of": ""}
    skill = {"text": "swimming", "quote": f"I swim in {town}", "difficulty": 2, "outcome": "done"}
    lists = {"facts": [fact], "skills": [skill | {"kind": "action"}]}
    return json.dumps({"summary": f"Spoke of {town}.", "title": town, "tags": ["sport"], **lists})


@pytest.fixture
def asked(lifeos: Lifeos, server: ModelServer) -> dict[str, str]:
    """The environment in which three sessions were held and the person has agreed."""
    for town in TOWNS:
        assert lifeos("chat", f"I swim in {town} on Mondays.", "--json").code == 0
    assert lifeos("consent", "set", "send_to_model", "on", "--provider", "anthropic").code == 0
    return server.env()


def batch(lifeos: Lifeos, env: dict[str, str], *more: str) -> list[dict[str, Any]]:
    done = lifeos("extract", "--all", "--batch", "--json", *more, env=env)
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = done.json()
    return found


def handed_in(server: ModelServer) -> int:
    return sum(map(len, server.desk.batches.values()))


def facts(lifeos: Lifeos) -> list[str]:
    return sorted(one["content"] for one in lifeos("facts", "list", "--json").json())


ALL = sorted(f"Swims in {town}." for town in TOWNS)


def test_a_batch_is_handed_in_once_and_applied_when_it_has_been_answered(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    first = batch(lifeos, asked)
    assert [(one["status"], one["batch_id"]) for one in first] == [("submitted", "msgbatch_1")] * 3
    params = [one["params"] for one in server.desk.batches["msgbatch_1"]]
    assert {one["model"] for one in params} == {"claude-haiku-5-5"}
    assert {one["output_config"]["format"]["type"] for one in params} == {"json_schema"}
    # Another day, another process, nothing has changed.
    assert [one["status"] for one in batch(lifeos, asked)] == ["submitted"] * 3
    assert lifeos("jobs", "run", env=asked).code == 0
    assert (handed_in(server), facts(lifeos)) == (3, [])
    server.desk.ended = True
    done = batch(lifeos, asked)
    assert [(one["status"], one["applied"]) for one in done] == [("completed", {"facts": 1, "skills": 1})] * 3
    assert facts(lifeos) == ALL
    assert [one["status"] for one in batch(lifeos, asked)] == ["unchanged"] * 3
    assert handed_in(server) == 3
    assert {job["status"] for job in lifeos("jobs", "list", "--json").json()} == {"completed"}
    assert "/v1/messages" not in server.paths


def test_an_answer_from_a_batch_costs_half(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    server.desk.ended = True
    batch(lifeos, asked)
    found = lifeos("usage", "--by", "kind", "--json").json()
    models = lifeos("models", "list", "--json").json()
    price = next(one["price"] for one in models if one["model"] in MODEL)
    whole = 3 * (float(price["input"]) * INPUT + float(price["output"]) * OUTPUT) / 1_000_000
    assert [(one["kind"], one["calls"]) for one in found] == [("extraction", 3)]
    assert found[0]["cost"] == pytest.approx(whole / 2)


def test_what_expired_or_failed_is_handed_in_again_and_what_was_refused_is_told(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    outcomes = {"Ghent": "expired", "Bruges": "broken", "Aalst": "invalid"}

    def outcome(params: dict[str, Any]) -> str:
        return next(kind for town, kind in outcomes.items() if f"swim in {town}" in said_in(params))

    server.desk.outcome, server.desk.ended = outcome, True
    done = batch(lifeos, asked)
    assert len(server.desk.batches) == 3
    assert [len(one) for one in server.desk.batches.values()] == [3, 2, 2]
    assert facts(lifeos) == []
    jobs = lifeos("jobs", "list", "--json").json()
    reasons = sorted(one["reason"] for job in jobs for one in job["output"]["failed"])
    assert reasons == ["no answer in 3 batches", "no answer in 3 batches", "refused: invalid_request_error"]
    assert {one["status"] for one in done} <= {"unchanged", "failed"}
    outcomes |= dict.fromkeys(TOWNS, "succeeded")
    batch(lifeos, asked)
    assert facts(lifeos) == ALL


def test_an_answer_that_cannot_be_read_is_asked_for_once_more_by_itself(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    server.desk.reply = lambda params: reply(params)[:40] if "Ghent" in said_in(params) else reply(params)
    server.answer, server.desk.ended = reply, True
    assert [one["status"] for one in batch(lifeos, asked)] == ["completed"] * 3
    assert server.paths.count("/v1/messages") == 1
    assert facts(lifeos) == ALL


def test_results_that_break_off_are_taken_up_without_applying_anything_twice(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    server.desk.ended, server.desk.cut_results = True, 2
    deadline = time.monotonic() + 60
    while facts(lifeos) != ALL:
        assert time.monotonic() < deadline
        lifeos("extract", "--all", "--batch", env=asked)
    assert handed_in(server) == 3
    assert len(lifeos("skills", "evidence", "list", "--json").json()) == 3
    assert lifeos("usage", "--by", "kind", "--json").json()[0]["calls"] == 3


def test_a_batch_whose_id_never_came_back_is_found_on_the_server_and_not_handed_in_again(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    server.desk.lose = 1
    lifeos("extract", "--all", "--batch", env=asked)
    assert len(server.desk.batches) == 1
    server.desk.ended = True
    deadline = time.monotonic() + 60
    while facts(lifeos) != ALL:
        assert time.monotonic() < deadline
        lifeos("extract", "--all", "--batch", env=asked)
    assert len(server.desk.batches) == 1
    assert PATH in server.paths


@pytest.mark.parametrize("mine", [True, False])
def test_another_programs_batch_of_that_size_that_has_ended_is_told_by_the_names_of_its_requests(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str], *, mine: bool
) -> None:
    """Whether or not ours had been taken in before the connection was cut."""
    server.desk.lose = 1
    lifeos("extract", "--all", "--batch", env=asked)
    ours = server.desk.batches["msgbatch_1"]
    server.desk.batches["msgbatch_2"] = [{**one, "custom_id": f"theirs-{n}"} for n, one in enumerate(ours)]
    if not mine:
        del server.desk.batches["msgbatch_1"]
        server.desk.batches["msgbatch_0"] = server.desk.batches.pop("msgbatch_2")
    server.desk.ended = True
    deadline = time.monotonic() + 60
    while facts(lifeos) != ALL:
        assert time.monotonic() < deadline
        lifeos("extract", "--all", "--batch", env=asked)
    assert len(server.desk.batches) == 2
    rounds = [
        job["input"]["round"] for job in lifeos("jobs", "list", "--json").json() if job["type"] == "batch"
    ]
    assert rounds == [1]


def test_a_kill_right_after_handing_in_is_no_second_handing_in(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    for _ in range(3):
        child = lifeos.start("extract", "--all", "--batch", env=asked)
        until = time.monotonic() + 60
        while not server.desk.batches and child.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.002)
        child.send_signal(signal.SIGKILL)
        child.communicate()
    server.desk.ended = True
    batch(lifeos, asked)
    assert facts(lifeos) == ALL
    assert handed_in(server) == 3


def test_only_a_model_of_anthropics_that_may_be_asked_takes_batches(
    lifeos: Lifeos, server: ModelServer
) -> None:
    lifeos("chat", "I swim in Ghent.", "--json")
    refused = lifeos("extract", "--all", "--batch", "--model", "ollama/x", env=server.env())
    assert (refused.code, "Anthropic" in refused.err) == (2, True)
    unasked = lifeos("extract", "--all", "--batch", env=server.env())
    assert (unasked.code, "consent" in unasked.err) == (3, True)
    keyless = lifeos("extract", "--all", "--batch")
    assert (keyless.code, handed_in(server)) == (3, 0)
    assert lifeos("jobs", "list", "--json").json() == []


# ---- a job that is canceled


def cancel(lifeos: Lifeos, env: dict[str, str]) -> tuple[str, str, str]:
    """Cancel the job of the batch; returns its handle and status, and what was said."""
    jobs = [one for one in lifeos("jobs", "list", "--json").json() if one["type"] == "batch"]
    job = next((one for one in jobs if one["status"] == "pending"), jobs[0])
    done = lifeos("jobs", "cancel", job["handle"], "--json", env=env)
    assert done.code == 0, done.err
    return job["handle"], done.json()["status"], done.err


def test_a_canceled_job_cancels_its_batch_on_the_server(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    batch(lifeos, asked)
    handle, status, said = cancel(lifeos, asked)
    assert (status, server.desk.canceled) == ("canceled", {"msgbatch_1"})
    assert f"{PATH}/msgbatch_1/cancel" in server.paths
    assert "Batch msgbatch_1 is canceled at Anthropic." in said
    server.desk.ended = True
    assert lifeos("jobs", "run", env=asked).code == 0
    assert facts(lifeos) == []
    # What was canceled there is handed in anew, once the job is to be run again.
    lifeos("jobs", "retry", handle)
    lifeos("jobs", "run", env=asked)
    assert (sorted(server.desk.batches), facts(lifeos)) == (["msgbatch_1", "msgbatch_2"], ALL)


def test_a_batch_that_cannot_be_reached_goes_on_and_is_canceled_the_next_time(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    batch(lifeos, asked)
    handle, status, said = cancel(lifeos, {**asked, "ANTHROPIC_BASE_URL": "http://127.0.0.1:9"})
    assert (status, server.desk.canceled) == ("canceled", set())
    assert "Batch msgbatch_1 goes on at Anthropic" in said
    assert f"lifeos jobs cancel {handle}" in said
    keyless = lifeos("jobs", "cancel", handle, "--quiet")
    assert (keyless.code, "goes on at Anthropic" in keyless.err) == (0, True)
    assert cancel(lifeos, asked)[1:] == ("canceled", said_of(handle))
    assert server.desk.canceled == {"msgbatch_1"}


def said_of(handle: str) -> str:
    return f"{handle} is canceled.\nBatch msgbatch_1 is canceled at Anthropic.\n"


def test_a_batch_that_has_been_answered_is_not_canceled(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    batch(lifeos, asked)
    server.desk.ended = True
    _, status, said = cancel(lifeos, asked)
    assert (status, server.desk.canceled) == ("canceled", set())
    assert "Batch msgbatch_1 had been answered" in said
    assert not any(path.endswith("/cancel") for path in server.paths)


def test_a_batch_another_job_waits_for_goes_on(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str], paths: Paths
) -> None:
    batch(lifeos, asked)
    lifeos("chat", "I swim in Ghent and in Bruges.", "--json")
    batch(lifeos, asked)
    with Store(paths) as store, store.write() as conn:
        conn.execute("UPDATE job_steps SET output = '\"msgbatch_1\"' WHERE name = 'submit'")
    _, status, said = cancel(lifeos, asked)
    assert (status, server.desk.canceled) == ("canceled", set())
    assert "another job waits for it" in said
    _, status, said = cancel(lifeos, asked)  # the other job, which is the only one now
    assert server.desk.canceled == {"msgbatch_1"}


def test_a_job_that_was_never_handed_in_asks_nothing_of_the_server(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    lifeos("jobs", "pause", "batch")
    lifeos("extract", "--all", "--batch", env=asked)
    _, status, said = cancel(lifeos, asked)
    assert (status, server.paths, "atch" in said) == ("canceled", [], False)


def test_a_job_canceled_while_it_hands_in_says_that_a_batch_may_go_on(
    lifeos: Lifeos, server: ModelServer, asked: dict[str, str]
) -> None:
    server.desk.lose = 1
    lifeos("extract", "--all", "--batch", env=asked)
    _, status, said = cancel(lifeos, asked)
    assert (status, server.desk.canceled) == ("canceled", set())
    assert "if Anthropic took it, it goes on there" in said
