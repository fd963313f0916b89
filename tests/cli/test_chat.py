"""`lifeos chat` from a script: guided, and Claude through the real SDK against a server on loopback."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.model_server import REPLY, ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Lifeos


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()


def shown(lifeos: Lifeos, handle: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = lifeos("sessions", "show", handle, "--json").json()
    return found


def test_without_a_key_a_guided_coach_answers_and_says_so_once(lifeos: Lifeos) -> None:
    first = lifeos("chat", "--coach", "woop", "I want to run more")
    assert first.code == 0
    assert "Name one wish" in first.out
    assert first.err.count("No key is set") == 1
    assert "a program" in first.err
    second = lifeos("chat", "-c", "run a 10k")
    assert "best thing about it" in second.out
    assert "No key" not in second.err


def test_a_message_can_come_through_a_pipe(lifeos: Lifeos) -> None:
    done = lifeos("chat", "--coach", "stress", stdin="too much at once\n")
    assert "Stress right now" in done.out
    assert lifeos("chat", stdin=" \n").code == 2


def test_json_is_one_final_object_and_jsonl_the_events(lifeos: Lifeos) -> None:
    final = lifeos("chat", "hello", "--coach", "woop", "--json").json()
    assert final["status"] == "success"
    assert final["provider"] == "guided"
    assert "Name one wish" in final["content"]
    events = lifeos("chat", "-c", "run", "--jsonl").jsonl()
    assert [event["type"] for event in events][:: len(events) - 1] == ["turn_started", "saved"]
    text = "".join(event["text"] for event in events if event["type"] == "text_delta")
    assert text == events[-1]["content"]
    assert events[-1]["captures"] == {"wish": "run"}


def test_what_a_guided_coach_captures_is_on_the_session(lifeos: Lifeos) -> None:
    session = lifeos("chat", "hello", "--coach", "stress", "--json").json()["session"]
    lifeos("chat", "--session", session, "8 out of 10")
    assert lifeos("sessions", "show", session, "--json").json()["captures"] == {"stress_before": 8}


def test_continue_means_the_session_used_last(lifeos: Lifeos) -> None:
    first = lifeos("chat", "one", "--json").json()["session"]
    second = lifeos("chat", "two", "--json").json()["session"]
    lifeos("chat", "--session", first, "three")
    assert lifeos("chat", "-c", "four", "--json").json()["session"] == first
    lifeos("sessions", "archive", first)
    assert lifeos("chat", "-c", "five", "--json").json()["session"] == second


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["-c", "x"], 3),
        (["--session", "zzzz", "x"], 3),
        (["--coach", "nobody", "x"], 3),
        (["--type", "party", "x"], 2),
        (["-c", "--session", "a", "x"], 2),
        (["--model", "nonsense", "x"], 2),
        (["--user", "nobody", "x"], 3),
    ],
)
def test_a_wrong_name_is_one_line_with_its_exit_code(lifeos: Lifeos, args: list[str], code: int) -> None:
    done = lifeos("chat", *args)
    assert done.code == code
    assert len(done.err.strip().splitlines()) == 1


def test_a_crisis_message_pauses_coaching_until_ok(lifeos: Lifeos, server: ModelServer) -> None:
    env = server.env()
    session = lifeos("chat", "hello", "--json", env=env).json()["session"]
    crisis = lifeos("chat", "-c", "I am going to kill myself tonight", env=env)
    assert crisis.code == 0
    assert "988" in crisis.out
    paused = lifeos("chat", "-c", "what now", "--json", env=env).json()
    assert paused["provider"] == "safety"
    found = lifeos("sessions", "show", session, "--json").json()
    assert (found["safety_level"], found["supportive"]) == ("crisis", True)
    lifeos("chat", "-c", "ok", env=env)
    lifeos("chat", "-c", "my week", env=env)
    assert lifeos("sessions", "show", session, "--json").json()["supportive"] is False
    assert len(server.requests) == 2
    sent = json.dumps(server.requests)
    assert "kill myself" not in sent
    assert "what now" not in sent


def text_of(message: dict[str, Any]) -> str:
    """Return the text of a message on the wire, plain or in blocks."""
    content = message["content"]
    return content if isinstance(content, str) else "".join(block["text"] for block in content)


def test_with_a_key_the_conversation_is_claudes(lifeos: Lifeos, server: ModelServer) -> None:
    done = lifeos("chat", "hello", "--json", env=server.env()).json()
    assert done["content"] == REPLY
    assert (done["status"], done["stop_reason"], done["provider"]) == ("success", "end_turn", "anthropic")
    assert done["usage"]["input_tokens"] == 25
    assert done["usage"]["output_tokens"] == 17
    lifeos("chat", "-c", "go on", env=server.env())
    said = server.requests[1]["messages"]
    assert [(m["role"], text_of(m)) for m in said] == [
        ("user", "hello"),
        ("assistant", REPLY),
        ("user", "go on"),
    ]
    (instructions,) = server.requests[0]["system"]
    assert "Compass" in instructions["text"]
    assert instructions["cache_control"] == {"type": "ephemeral"}


def test_naming_a_model_with_a_key_is_recorded_as_consent(lifeos: Lifeos, server: ModelServer) -> None:
    lifeos("chat", "hello", env=server.env())
    rows = {row["kind"]: row for row in lifeos("consent", "list", "--json").json()}
    assert rows["send_to_model"]["granted"] is True
    assert rows["send_to_model"]["origin"] == "explicit_model"
    assert rows["ai_observations"]["granted"] is False


def test_a_key_alone_sends_nothing(lifeos: Lifeos, server: ModelServer) -> None:
    env = {key: value for key, value in server.env().items() if key != "LIFEOS_MODEL"}
    done = lifeos("chat", "hello", "--json", env=env)
    assert done.json()["provider"] == "guided"
    assert "consent" in done.err
    assert server.requests == []
    lifeos("consent", "set", "send_to_model", "on")
    assert lifeos("chat", "hello", "--json", env=env).json()["provider"] == "anthropic"


def test_a_refusal_stands_against_the_settings_file(lifeos: Lifeos, server: ModelServer) -> None:
    env = {key: value for key, value in server.env().items() if key != "LIFEOS_MODEL"}
    lifeos("consent", "set", "send_to_model", "off")
    lifeos("config", "set", "model", "anthropic/claude-sonnet-5-5")
    assert lifeos("chat", "hello", "--json", env=env).json()["provider"] == "guided"
    assert server.requests == []


@pytest.mark.parametrize(
    ("scenario", "code", "status"),
    [
        ("refused", 69, "failed"),
        ("unknown", 69, "failed"),
        ("limited", 75, "failed"),
        ("broken", 75, "failed"),
        ("busy", 75, "failed"),
        ("overloaded", 75, "interrupted"),
        ("cut", 75, "interrupted"),
        ("silent", 75, "interrupted"),
        ("length", 0, "interrupted"),
    ],
)
def test_a_fault_keeps_the_words_says_one_thing_and_exits_with_its_code(
    lifeos: Lifeos, server: ModelServer, scenario: str, code: int, status: str
) -> None:
    server.scenario = scenario
    done = lifeos("chat", "my own words", "--json", "-q", env=server.env())
    final = done.json()
    assert (done.code, final["status"]) == (code, status)
    assert "Traceback" not in done.err
    assert "my own words" not in done.err
    assert server.env()["ANTHROPIC_API_KEY"] not in done.out + done.err
    said = shown(lifeos, final["session"])["messages"]
    assert said[0]["content"] == "my own words"
    assert [message["role"] for message in said] == ["user", "assistant"]
    if status == "interrupted":
        assert str(said[1]["content"]).startswith("You")


def test_a_killed_reply_is_found_interrupted_with_its_flushed_text(
    lifeos: Lifeos, server: ModelServer
) -> None:
    server.scenario = "held"
    with lifeos.start("chat", "hello", "--jsonl", env=server.env()) as child:
        assert child.stdout is not None
        seen = []
        for line in child.stdout:
            seen.append(json.loads(line))
            if seen[-1]["type"] == "text_delta" and seen[-1]["text"].startswith(" have"):
                break
        handle = next(event["session"] for event in seen if event["type"] == "turn_started")
        while lifeos("db", "stats", "--json").json()["rows"]["stream_chunks"] < 2:
            pass  # what was shown is on disk within 100 ms, the second piece in a chunk of its own
        child.send_signal(signal.SIGKILL)
    reply = shown(lifeos, handle)["messages"][1]
    assert reply["status"] == "interrupted"
    assert reply["content"] == "You have"
    assert reply["id"] == next(event["message_id"] for event in seen if event["type"] == "turn_started")


def test_a_living_reply_is_left_alone_by_other_processes(lifeos: Lifeos, server: ModelServer) -> None:
    server.scenario = "held"
    child = lifeos.start("chat", "hello", "--json", env=server.env())
    assert server.first_piece_sent.wait(60)
    (session,) = lifeos("sessions", "list", "--json").json()
    assert shown(lifeos, session["handle"])["messages"][1]["status"] == "streaming"
    server.release.set()
    out, _ = child.communicate(timeout=60)
    assert json.loads(out)["content"] == REPLY


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_keeps_what_came_and_exits_with_its_code(
    lifeos: Lifeos, server: ModelServer, number: signal.Signals, code: int
) -> None:
    server.scenario = "held"
    with lifeos.start("chat", "hello", "--jsonl", env=server.env()) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if json.loads(line)["type"] == "text_delta":
                break
        child.send_signal(number)
        child.communicate(timeout=60)
    assert child.returncode == code
    (session,) = lifeos("sessions", "list", "--json").json()
    reply = shown(lifeos, session["handle"])["messages"][1]
    assert reply["status"] == "interrupted"
    assert str(reply["content"]).startswith("You")


def test_auto_lets_the_coach_lead_that_fits_and_says_why(lifeos: Lifeos) -> None:
    done = lifeos("chat", "--coach", "auto", "I keep putting it off", "--json").json()
    assert done["coach"] == "focus"
    assert any("leads" in line and "putting it off" in line for line in done["notices"])
    again = lifeos("chat", "-c", "--coach", "auto", "my heart is racing", "--json").json()
    assert again["coach"] == "focus"


def test_auto_can_be_the_setting(lifeos: Lifeos) -> None:
    assert lifeos("config", "set", "coach", "auto").code == 0
    assert lifeos("chat", "I feel overwhelmed", "--json").json()["coach"] == "stress"
    assert lifeos("chat", "I want to kill myself", "--json").json()["safety"]["level"] == "crisis"


def test_with_a_model_too_the_coach_is_chosen_before_it_is_asked(lifeos: Lifeos, server: ModelServer) -> None:
    done = lifeos(
        "chat", "--coach", "auto", "I had an argument with my sister", "--json", env=server.env()
    ).json()
    assert done["coach"] == "relationship"
    assert "Bridge" in json.dumps(server.requests[0]["system"])
