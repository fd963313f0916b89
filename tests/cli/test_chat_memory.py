"""Chat reminds a model of what was said on other days, with the built-in embedder, through the real program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.model_server import ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Lifeos

SAID = (
    ("a", "a1", "user", "My knee hurts whenever I run downhill, since the half marathon in March."),
    ("a", "a2", "assistant", "What did the physiotherapist say about it?"),
    ("a", "a3", "user", "She wants me to strengthen the hip before I run again."),
    ("b", "b1", "user", "I baked rye bread with my father on Sunday."),
)
ASKED = "My leg is sore again after jogging, what was it that I was told to train?"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()


@pytest.fixture
def filled(lifeos: Lifeos) -> Lifeos:
    """A program that remembers two conversations, with their vectors."""
    names = ("session", "id", "role", "content")
    when = "2026-03-02T10:00:00+00:00"
    rows = [
        json.dumps({"type": "message", "created_at": when, **dict(zip(names, one, strict=True))})
        for one in SAID
    ]
    done = lifeos("import", "jsonl", "-", stdin="\n".join(rows))
    assert done.code == 0, done.err
    return lifeos


def sent(server: ModelServer) -> str:
    """Return the last message the model was sent, with what was put ahead of it."""
    return json.dumps(server.requests[-1]["messages"][-1])


def test_import_embeds_and_meaning_finds_what_words_do_not(filled: Lifeos) -> None:
    done = filled("memory", "search", "pain in the leg while jogging", "--json")
    assert done.code == 0, done.err
    assert done.json()[0]["external_id"] == "a1"
    assert done.json()[0]["vector_score"] > 0.4
    assert filled("memory", "verify").code == 0


def test_a_model_is_shown_what_bears_on_the_message_with_its_neighbours(
    filled: Lifeos, server: ModelServer
) -> None:
    assert filled("chat", ASKED, env=server.env()).code == 0
    last = sent(server)
    assert "<memory>" in last
    assert SAID[0][3] in last
    assert SAID[2][3] in last
    assert "rye bread" not in last
    assert last.index("</memory>") < last.index(ASKED)
    assert SAID[0][3] not in json.dumps(server.requests[-1]["system"])


def test_what_was_recalled_is_no_part_of_the_conversation(filled: Lifeos, server: ModelServer) -> None:
    session = filled("chat", ASKED, "--json", env=server.env()).json()["session"]
    assert filled("chat", "-c", "thanks", env=server.env()).code == 0
    assert "<memory>" not in json.dumps(server.requests[-1]["messages"][:-1])
    rows = filled("sessions", "show", session, "--json").json()["messages"]
    assert [row["content"] for row in rows if row["role"] == "user"] == [ASKED, "thanks"]


@pytest.mark.parametrize("how", ["flag", "setting", "session type"])
def test_memory_can_be_left_out(filled: Lifeos, server: ModelServer, how: str) -> None:
    if how == "setting":
        filled("config", "set", "memory.enabled", "off")
    if how == "session type":
        assert filled("config", "set", "memory.not_in", "coaching").code == 0
    flags = ["--no-memory"] if how == "flag" else []
    assert filled("chat", ASKED, *flags, env=server.env()).code == 0
    assert "<memory>" not in sent(server)


def test_nobody_elses_words_are_recalled(filled: Lifeos, server: ModelServer) -> None:
    assert filled("users", "add", "other").code == 0
    assert filled("chat", ASKED, "--user", "other", env=server.env()).code == 0
    assert "knee" not in sent(server)


def test_a_crisis_message_is_never_recalled(filled: Lifeos, server: ModelServer) -> None:
    assert filled("chat", "I want to kill myself, my knee will never heal", env=server.env()).code == 0
    assert not server.requests
    assert filled("chat", ASKED, env=server.env()).code == 0
    assert "kill myself" not in json.dumps(server.requests[-1])
