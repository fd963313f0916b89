"""The slash commands of a conversation, each typed on a real terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model_server import REPLY, ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pexpect

    from tests.conftest import Lifeos

PROMPT = "you>"
LAST = REPLY.split(". ")[1]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()


def guided(lifeos: Lifeos, coach: str = "woop") -> pexpect.spawn[str]:
    lifeos("consent", "set", "adult", "on")
    terminal = lifeos.terminal("chat", "--coach", coach)
    terminal.expect_exact(PROMPT)
    return terminal


def with_model(lifeos: Lifeos, server: ModelServer) -> pexpect.spawn[str]:
    for consent in ("adult", "send_to_model"):
        lifeos("consent", "set", consent, "on")
    terminal = lifeos.terminal("chat", env=server.env())
    terminal.expect_exact(PROMPT)
    return terminal


def say(terminal: pexpect.spawn[str], text: str, answer: str) -> None:
    terminal.sendline(text)
    terminal.expect_exact(answer)
    terminal.expect_exact(PROMPT)


def leave(terminal: pexpect.spawn[str], command: str = "/quit") -> None:
    terminal.sendline(command)
    terminal.expect_exact("ept as")
    assert terminal.wait() == 0


def test_before_the_first_word_there_is_nothing_to_list_take_away_or_fork(lifeos: Lifeos) -> None:
    terminal = guided(lifeos)
    say(terminal, "/sessions", "this will be the first")
    say(terminal, "/undo", "no exchange to take away")
    say(terminal, "/fork", "nothing to go on from yet")
    terminal.sendline("/end")
    assert terminal.wait() == 0
    assert lifeos("sessions", "list", "--json").json() == []


def test_a_command_that_is_none_names_the_nearest_and_is_not_sent(lifeos: Lifeos) -> None:
    terminal = guided(lifeos)
    say(terminal, "/unod", "/undo")
    say(terminal, "/coach", "Hand over with /coach NAME")
    terminal.sendline("/quit")
    assert terminal.wait() == 0
    assert lifeos("sessions", "list", "--json").json() == []


def test_sessions_are_listed_with_the_one_that_is_open(lifeos: Lifeos) -> None:
    lifeos("chat", "--coach", "stress", "hello")
    terminal = guided(lifeos)
    say(terminal, "run a 10k", "best thing")
    say(terminal, "/sessions", "(here)")
    leave(terminal)


def test_a_fork_leaves_the_session_as_it_is_and_goes_on_in_a_new_one(lifeos: Lifeos) -> None:
    terminal = guided(lifeos)
    say(terminal, "run a 10k", "best thing")
    say(terminal, "/fork", "stays as it is")
    say(terminal, "the sea at the end", "get in the way")
    leave(terminal, "/end")
    counts = {one["status"]: one["messages_count"] for one in lifeos("sessions", "list", "--json").json()}
    assert counts == {"active": 3, "ended": 5}


def test_retry_asks_again_and_keeps_one_reply(lifeos: Lifeos, server: ModelServer) -> None:
    terminal = with_model(lifeos, server)
    say(terminal, "hello", LAST)
    server.reply = "Another answer altogether."
    say(terminal, "/retry", "altogether")
    leave(terminal)
    (session,) = lifeos("sessions", "list", "--json").json()
    shown = lifeos("sessions", "show", session["handle"], "--json").json()["messages"]
    assert [one["content"] for one in shown] == ["hello", "Another answer altogether."]
    assert len(server.requests) == 2


def test_continue_goes_on_with_a_reply_that_broke_off(lifeos: Lifeos, server: ModelServer) -> None:
    server.script = ["cut"]
    terminal = with_model(lifeos, server)
    say(terminal, "hello", "You")
    server.reply = "might begin with one page."
    say(terminal, "/continue", "one page")
    leave(terminal)
    (session,) = lifeos("sessions", "list", "--json").json()
    shown = lifeos("sessions", "show", session["handle"], "--json").json()["messages"]
    assert shown[-1]["content"].endswith("one page.")
    assert shown[-1]["status"] != "interrupted"
