"""A conversation on a real terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model_server import REPLY, ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pexpect

    from tests.conftest import Lifeos

PROMPT = "you>"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()


@pytest.fixture
def agreed(lifeos: Lifeos) -> Lifeos:
    """A person who has been through the first run."""
    lifeos("consent", "set", "adult", "on")
    return lifeos


def chat(lifeos: Lifeos, *args: str, env: Mapping[str, str] | None = None) -> pexpect.spawn[str]:
    terminal = lifeos.terminal("chat", *args, env=env)
    terminal.expect_exact(PROMPT)
    return terminal


def only_session(lifeos: Lifeos) -> dict[str, object]:
    (session,) = lifeos("sessions", "list", "--json").json()
    found: dict[str, object] = lifeos("sessions", "show", session["handle"], "--json").json()
    return found


def test_the_first_run_says_what_is_stored_and_a_no_starts_nothing(lifeos: Lifeos) -> None:
    terminal = lifeos.terminal("chat")
    terminal.expect_exact("on this machine only")
    terminal.expect_exact("[y/N]")
    terminal.sendline("n")
    assert terminal.wait() == 1
    assert lifeos("sessions", "list", "--json").json() == []


def test_after_a_yes_it_is_not_asked_again(lifeos: Lifeos) -> None:
    terminal = lifeos.terminal("chat")
    terminal.expect_exact("[y/N]")
    terminal.sendline("y")
    terminal.expect_exact(PROMPT)
    terminal.sendeof()
    assert terminal.wait() == 0
    again = lifeos.terminal("chat")
    index = again.expect_exact(["[y/N]", PROMPT])
    assert index == 1


def test_no_input_asks_nothing(lifeos: Lifeos) -> None:
    terminal = lifeos.terminal("chat", "--no-input")
    assert terminal.expect_exact(["[y/N]", PROMPT]) == 1


def test_a_guided_conversation_runs_from_greeting_to_end(agreed: Lifeos) -> None:
    terminal = chat(agreed, "--coach", "woop")
    for answer, after in (
        ("run a 10k", "best thing"),
        ("feeling light", "get in the way"),
        ("being tired", "get past"),
        ("yes", "If <obstacle shows up>"),
        ("If I am tired, then I will walk for five minutes", "Your next step"),
    ):
        terminal.sendline(answer)
        terminal.expect_exact(after)
    terminal.expect_exact(PROMPT)
    terminal.sendline("/quit")
    assert terminal.wait() == 0
    assert only_session(agreed)["captures"]["wish"] == "run a 10k"  # type: ignore[index]


def test_leaving_without_a_word_leaves_no_session(agreed: Lifeos) -> None:
    terminal = chat(agreed)
    terminal.sendline("/quit")
    assert terminal.wait() == 0
    assert agreed("sessions", "list", "--json").json() == []


def test_undo_takes_the_last_exchange_away(agreed: Lifeos) -> None:
    terminal = chat(agreed, "--coach", "woop")
    terminal.sendline("run a 10k")
    terminal.expect_exact("best thing")
    terminal.expect_exact(PROMPT)
    terminal.sendline("a regret")
    terminal.expect_exact("get in the way")
    terminal.expect_exact(PROMPT)
    terminal.sendline("/undo")
    terminal.expect_exact("gone")
    terminal.expect_exact("best thing")
    terminal.expect_exact(PROMPT)
    terminal.sendline("a better answer")
    terminal.expect_exact("get in the way")
    terminal.sendline("/end")
    terminal.wait()
    session = only_session(agreed)
    assert session["captures"] == {"wish": "run a 10k", "outcome": "a better answer"}
    assert "a regret" not in str(session["messages"])
    assert session["status"] == "ended"


def test_a_pasted_text_keeps_its_lines(agreed: Lifeos) -> None:
    terminal = chat(agreed, "--coach", "woop")
    terminal.send("\x1b[200~first line\nsecond line\x1b[201~")
    terminal.send("\r")
    terminal.expect_exact("best thing")
    terminal.sendline("/quit")
    terminal.wait()
    assert only_session(agreed)["captures"] == {"wish": "first line\nsecond line"}


def test_coaches_hand_over_out_loud(agreed: Lifeos) -> None:
    terminal = chat(agreed, "--coach", "woop")
    terminal.sendline("/coach anchor")
    terminal.expect_exact("hands over to Anchor")
    terminal.expect_exact("Stress right now")
    terminal.sendline("8")
    terminal.expect_exact("Breathe in")
    terminal.sendline("/quit")
    terminal.wait()
    assert only_session(agreed)["coach"] == "stress"


def test_enter_alone_answers_where_enter_is_the_answer(agreed: Lifeos) -> None:
    terminal = chat(agreed, "--coach", "stress")
    terminal.sendline("8")
    terminal.expect_exact("Press Enter when done")
    terminal.expect_exact(PROMPT)
    terminal.sendline("")
    terminal.expect_exact("five things")


def test_ctrl_c_stops_the_reply_and_keeps_it_and_twice_leaves(agreed: Lifeos, server: ModelServer) -> None:
    server.scenario = "held"
    agreed("consent", "set", "send_to_model", "on")
    terminal = chat(agreed, env=server.env())
    terminal.sendline("hello")
    terminal.expect_exact("You have")
    terminal.sendintr()
    terminal.expect_exact("Stopped")
    terminal.expect_exact(PROMPT)
    terminal.sendintr()
    assert terminal.wait() == 130
    messages = only_session(agreed)["messages"]
    assert messages[1]["status"] == "interrupted"  # type: ignore[index]
    assert messages[1]["content"] == "You have"  # type: ignore[index]


def test_a_model_is_asked_for_consent_once_on_a_terminal(lifeos: Lifeos, server: ModelServer) -> None:
    lifeos("consent", "set", "adult", "on")
    terminal = lifeos.terminal("chat", env=server.env())
    terminal.expect_exact("to anthropic")
    terminal.sendline("y")
    terminal.expect_exact(PROMPT)
    terminal.sendline("hello")
    terminal.expect_exact(REPLY.split(". ")[1])
    terminal.sendline("/quit")
    terminal.wait()
    assert len(server.requests) == 1


def test_markdown_is_drawn_and_tags_are_text(agreed: Lifeos, server: ModelServer) -> None:
    server.reply = "# Head\n\nSome **bold** word and <cue>.\n\n- one\n- two"
    agreed("consent", "set", "send_to_model", "on")
    terminal = chat(agreed, env=server.env())
    terminal.sendline("hello")
    terminal.expect_exact("two")
    terminal.expect_exact(PROMPT)
    assert terminal.before is not None
    terminal.sendline("/quit")
    terminal.expect_exact("Kept as")
    assert only_session(agreed)["messages"][1]["content"] == server.reply  # type: ignore[index]


def test_plain_mode_holds_the_same_conversation(agreed: Lifeos) -> None:
    terminal = chat(agreed, "--plain", "--coach", "woop")
    terminal.sendline("run a 10k")
    terminal.expect_exact("best thing")
    terminal.expect_exact(PROMPT)
    terminal.sendline("/help")
    terminal.expect_exact("/undo")
    terminal.sendeof()
    assert terminal.wait() == 0


def test_a_crisis_message_shows_the_card_and_is_not_in_the_input_history(agreed: Lifeos) -> None:
    terminal = chat(agreed, "--coach", "woop")
    terminal.sendline("I am going to kill myself tonight")
    terminal.expect_exact("988")
    terminal.expect_exact(PROMPT)
    terminal.sendline("ok")
    terminal.expect_exact("go on whenever you like")
    terminal.sendline("/quit")
    terminal.wait()
    for file in agreed.home.rglob("*history*"):
        assert "kill myself" not in file.read_text()
