"""A coach that would like to write: asked on the terminal, answered later from another process, denied by going on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.model_script import WRITE
from tests.model_server import REPLY, ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pexpect

    from tests.conftest import Lifeos

SAID = "Every Sunday I run with my sister along the canal"
PROMPT = "> "


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()


@pytest.fixture
def agreed(lifeos: Lifeos) -> Lifeos:
    """A program whose person has agreed to everything that is asked at first."""
    lifeos("consent", "set", "adult", "on")
    lifeos("consent", "set", "send_to_model", "on")
    return lifeos


def facts(lifeos: Lifeos) -> list[str]:
    rows = [json.loads(line) for line in lifeos("export", "jsonl").out.splitlines()]
    return [row["content"] for row in rows if row["type"] == "fact"]


def results(server: ModelServer) -> list[Any]:
    """Return the tool results of the last request."""
    found = []
    for message in server.requests[-1]["messages"]:
        blocks = message["content"] if isinstance(message["content"], list) else []
        found += [block for block in blocks if block["type"] == "tool_result"]
    return found


def asked(lifeos: Lifeos, server: ModelServer) -> pexpect.spawn[str]:
    """Talk until the coach asks."""
    server.script = ["write", "ok"]
    terminal = lifeos.terminal("chat", "--plain", env=server.env())
    terminal.expect_exact(PROMPT)
    terminal.sendline(SAID)
    terminal.expect_exact("would like to")
    terminal.expect_exact(WRITE[2]["quote"])
    terminal.expect_exact("reason to say no")
    return terminal


def test_yes_on_the_terminal_writes_and_the_coach_goes_on(agreed: Lifeos, server: ModelServer) -> None:
    terminal = asked(agreed, server)
    assert facts(agreed) == []
    terminal.sendline("y")
    terminal.expect_exact(REPLY)
    assert facts(agreed) == [WRITE[2]["content"]]
    [result] = results(server)
    assert not result.get("is_error")
    terminal.sendline("/undo")
    terminal.expect_exact("gone")
    assert facts(agreed) == []


def test_a_reason_is_a_no_and_the_coach_hears_it(agreed: Lifeos, server: ModelServer) -> None:
    terminal = asked(agreed, server)
    terminal.sendline("that is nobody's business")
    terminal.expect_exact(REPLY)
    assert facts(agreed) == []
    assert "nobody's business" in json.dumps(results(server))


def test_always_is_kept_as_a_setting(agreed: Lifeos, server: ModelServer) -> None:
    terminal = asked(agreed, server)
    terminal.sendline("a")
    terminal.expect_exact(REPLY)
    assert agreed("config", "get", "tools.record_fact").out.strip().endswith("auto")


def test_one_message_leaves_the_request_open_for_another_process(agreed: Lifeos, server: ModelServer) -> None:
    server.script = ["write", "ok"]
    done = agreed("chat", SAID, "--json", env=server.env()).json()
    [open_id] = done["waiting"]
    assert done["status"] == "success"
    assert facts(agreed) == []
    assert "waiting" in json.dumps(results(server)).lower()
    assert agreed("approvals", "approve", open_id).code == 0
    assert facts(agreed) == [WRITE[2]["content"]]
    again = agreed("approvals", "deny", open_id)
    assert (again.code, "already" in again.err) == (1, True)
    assert agreed("undo").code == 0
    assert facts(agreed) == []


def test_going_on_denies_what_was_open_and_says_so(agreed: Lifeos, server: ModelServer) -> None:
    server.script = ["write", "ok", "ok"]
    agreed("chat", SAID, env=server.env())
    done = agreed("chat", "-c", "something else", env=server.env())
    assert "denied" in done.err
    assert agreed("approvals", "list", "--json").json() == []
    assert facts(agreed) == []


def test_words_nobody_said_are_refused_even_on_auto(agreed: Lifeos, server: ModelServer) -> None:
    agreed("config", "set", "tools.record_fact", "auto")
    server.script = ["write", "ok"]
    assert agreed("chat", "I like the canal", env=server.env()).code == 0
    assert facts(agreed) == []
    [result] = results(server)
    assert result["is_error"]
