"""`lifeos context`: what would be sent, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.model_server import ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Lifeos


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()


KNEE = "My knee hurts whenever I run downhill."


def test_what_is_shown_is_what_is_sent(lifeos: Lifeos, server: ModelServer) -> None:
    line = {"type": "message", "session": "a", "id": "1", "role": "user", "content": KNEE}
    lifeos("import", "jsonl", "-", stdin=json.dumps({**line, "created_at": "2026-03-02T10:00:00Z"}))
    lifeos("chat", "I want to move more", env=server.env())
    asked = "My leg is sore after jogging"
    shown = lifeos("context", "-c", asked, "--json", env=server.env()).json()
    assert lifeos("chat", "-c", asked, env=server.env()).code == 0
    sent = server.requests[-1]
    assert shown["system"] in json.dumps(sent["system"], ensure_ascii=False).replace("\\n", "\n").replace(
        '\\"', '"'
    )
    assert len(shown["messages"]) == len(sent["messages"]) == 3
    for one, other in zip(shown["messages"], sent["messages"], strict=True):
        told = json.dumps(other["content"], ensure_ascii=False).replace("\\n", "\n")
        assert one["content"] in told
        assert (one["context"] or "") in told
    assert "knee" in shown["messages"][-1]["context"]
    assert shown["tokens"] == sum(item["tokens"] for item in shown["items"]) <= shown["budget"]
    assert {item["section"] for item in shown["items"]} == {
        *("instructions", "tools", "recent", "memories", "prompt")
    }
    assert all(item["reason"] for item in shown["items"])


def test_it_sends_nothing_and_writes_nothing(lifeos: Lifeos, server: ModelServer) -> None:
    lifeos("chat", "hello", "--coach", "woop")
    before = lifeos("export", "jsonl").out
    done = lifeos("context", "-c", "what now?", env=server.env())
    assert done.code == 0
    assert "== instructions" in done.out
    assert "what now?" in done.out
    assert not server.requests
    assert lifeos("export", "jsonl").out == before


def test_a_crisis_message_has_no_context(lifeos: Lifeos) -> None:
    done = lifeos("context", "I want to kill myself", "--json")
    assert (done.code, done.json()) == (0, None)


@pytest.mark.parametrize(
    ("args", "code"), [((" ",), 2), (("hi", "--session", "zzzz"), 3), (("hi", "--type", "x"), 2)]
)
def test_what_cannot_be_meant_is_refused(lifeos: Lifeos, args: tuple[str, ...], code: int) -> None:
    done = lifeos("context", *args)
    assert (done.code, done.out) == (code, "")
    assert done.err.count("\n") == 1
