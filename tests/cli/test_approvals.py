"""`lifeos approvals`, `lifeos undo` and `sessions rm-exchange`: the person's answers, from another process."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.cli import chat_tools
from lifeos_cli.cli.runtime import begin
from lifeos_cli.record.users import whose
from lifeos_cli.store import tool_calls
from lifeos_cli.store.database import Store
from tests.coach.scripted import QUOTE, ask, auto, calls, says, talk, told, wants
from tests.model_server import REPLY, ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()


def asked(
    paths: Paths, *contents: str, permissions: Mapping[str, str] | None = None
) -> tuple[str, list[str]]:
    """Have a model ask to keep facts; returns the session's handle and the ids of the calls."""
    with Store(paths) as store:
        wanted = [ask("record_fact", content=content, quote=QUOTE) for content in contents]
        conversation, _ = talk(
            store, whose(store, None), wants(*wanted), says("So."), permissions=permissions
        )
        asyncio.run(_told(conversation))
        return conversation.require_session().handle, [call.id for call in calls(conversation)]


async def _told(conversation: Any) -> None:
    await told(conversation)


def facts(paths: Paths) -> list[str]:
    with Store(paths) as store:
        return [row[0] for row in store.conn.execute("SELECT content FROM facts ORDER BY content")]


def test_what_waits_is_listed_shown_and_approved(lifeos: Lifeos, paths: Paths) -> None:
    _, ids = asked(paths, "They run.", "They \x1b[31mswim.")
    listed = lifeos("approvals", "list", "--json").json()
    assert [row["id"] for row in listed] == ids
    assert listed[0]["arguments"] == {"content": "They run.", "quote": QUOTE}
    assert "\x1b" not in lifeos("approvals", "list").out
    shown = lifeos("approvals", "show", ids[0][-8:], "--json").json()
    assert (shown["status"], shown["quote"], shown["tool"]) == ("requested", QUOTE, "record_fact")
    done = lifeos("approvals", "approve", *ids, "--json")
    assert done.code == 0
    assert [row["status"] for row in done.json()] == ["done", "done"]
    assert facts(paths) == ["They \x1b[31mswim.", "They run."]
    assert lifeos("approvals", "list", "--json").json() == []
    assert [row["status"] for row in lifeos("approvals", "list", "--all", "--json").json()] == [
        "done",
        "done",
    ]


def test_a_no_keeps_its_reason_and_a_second_answer_is_refused(lifeos: Lifeos, paths: Paths) -> None:
    _, ids = asked(paths, "They run.", "They swim.")
    assert lifeos("approvals", "deny", ids[0], "--reason", "not true").code == 0
    assert lifeos("approvals", "show", ids[0], "--json").json()["reason"] == "not true"
    again = lifeos("approvals", "approve", *ids)
    assert again.code == 1
    assert "was already decided" in again.err
    assert facts(paths) == []
    assert lifeos("approvals", "approve", "--all").code == 0
    assert facts(paths) == ["They swim."]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["approve"], 2),
        (["approve", "ZZZZZZ"], 3),
        (["show", "ZZZZZZ"], 3),
        (["deny", "--all", "X"], 2),
        (["approve", "--all"], 0),
    ],
)
def test_a_wrong_name_is_one_line_with_its_exit_code(lifeos: Lifeos, args: list[str], code: int) -> None:
    done = lifeos("approvals", *args)
    assert done.code == code
    assert len(done.err.strip().splitlines()) <= 1


def test_what_cannot_be_written_is_exit_code_1(lifeos: Lifeos, paths: Paths) -> None:
    with Store(paths) as store:
        wanted = ask("correct_fact", fact="zzzz", content="x", quote=QUOTE)
        conversation, _ = talk(store, whose(store, None), wants(wanted), says("So."))
        asyncio.run(_told(conversation))
    done = lifeos("approvals", "approve", "--all", "--json")
    assert done.code == 1
    assert done.json()[0]["status"] == "failed"


def test_undo_takes_back_the_last_write_alone(lifeos: Lifeos, paths: Paths) -> None:
    asked(paths, "They run.", "They swim.", permissions=auto())
    listed = lifeos("undo", "--list", "--json").json()
    assert [row["actor"] for row in listed] == ["record_fact"] * 2
    gone = lifeos("undo", "--json").json()
    assert gone["id"] == listed[0]["id"]
    assert gone["rows"][0]["table"] == "facts"
    assert facts(paths) == ["They run."]
    assert lifeos("undo").code == 0
    assert lifeos("undo").code == 3


def test_undo_leaves_what_was_changed_since(lifeos: Lifeos, paths: Paths) -> None:
    asked(paths, "They run.", permissions=auto())
    with Store(paths) as store, store.write() as conn:
        conn.execute("UPDATE facts SET content = 'Mine.'")
    done = lifeos("undo")
    assert (done.code, "changed since" in done.err) == (1, True)
    assert facts(paths) == ["Mine."]


def test_an_exchange_goes_with_what_its_tools_wrote(lifeos: Lifeos, paths: Paths) -> None:
    handle, _ = asked(paths, "They run.", permissions=auto())
    lifeos("memory", "search", "run", "--mode", "text")
    gone = lifeos("sessions", "rm-exchange", handle, "--json").json()
    assert (gone["turn"], gone["messages"], gone["kept"]) == (0, 4, [])
    assert facts(paths) == []
    assert lifeos("sessions", "show", handle, "--json").json()["messages"] == []
    assert lifeos("memory", "search", "run", "--mode", "text", "--json").json() == []
    assert lifeos("sessions", "rm-exchange", handle).code == 3


def test_an_exchange_in_the_middle_goes_by_its_number(lifeos: Lifeos) -> None:
    handle = lifeos("chat", "one", "--json").json()["session"]
    for word in ("two", "three"):
        lifeos("chat", "-c", word)
    assert lifeos("sessions", "rm-exchange", handle, "1").code == 0
    said = lifeos("sessions", "show", handle, "--json").json()["messages"]
    assert [row["content"] for row in said if row["role"] == "user"] == ["one", "three"]
    assert lifeos("sessions", "rm-exchange", handle, "1").code == 3


def test_what_the_exchange_wrote_and_somebody_changed_stays_and_is_named(
    lifeos: Lifeos, paths: Paths
) -> None:
    handle, _ = asked(paths, "They run.", permissions=auto())
    with Store(paths) as store, store.write() as conn:
        conn.execute("UPDATE facts SET content = 'Mine.'")
    done = lifeos("sessions", "rm-exchange", handle)
    assert done.code == 1
    assert "left as it is: facts" in done.err
    assert facts(paths) == ["Mine."]


@pytest.mark.parametrize("scenario", ["cut", "length"])
def test_a_reply_that_broke_off_is_gone_on_with(lifeos: Lifeos, server: ModelServer, scenario: str) -> None:
    server.scenario = scenario
    first = lifeos("chat", "hello", "--json", "-q", env=server.env()).json()
    assert first["status"] == "interrupted"
    server.scenario = "ok"
    again = lifeos("chat", "--resume", "--json", env=server.env())
    assert again.code == 0
    final = again.json()
    assert (final["session"], final["turn"], final["content"]) == (first["session"], first["turn"], REPLY)
    said = lifeos("sessions", "show", first["session"], "--json").json()["messages"]
    assert [(row["role"], row["status"]) for row in said] == [
        *(("user", "success"), ("assistant", "interrupted"), ("assistant", "success")),
    ]
    whole = lifeos("chat", "--resume", env=server.env())
    assert (whole.code, "is whole" in whole.err) == (2, True)
    assert lifeos("chat", "--resume", "more", env=server.env()).code == 2


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("y\nno\n", [(True, "", False), (False, "", False)]),
        ("always\nnot that one\n", [(True, "", True), (False, "not that one", False)]),
        ("yes\n", [(True, "", False), None]),
        ("", [None, None]),
    ],
)
def test_a_person_is_asked_call_by_call(
    lifeos: Lifeos,
    paths: Paths,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    expected: list[tuple[bool, str, bool] | None],
) -> None:
    _, ids = asked(paths, "They run.", "They swim.")
    monkeypatch.setenv("LIFEOS_HOME", str(lifeos.home))
    reading, writing = os.pipe()
    os.write(writing, typed.encode())
    os.close(writing)
    begin()
    with Store(paths) as store, os.fdopen(reading) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        waiting = [
            call for row_id in ids if (call := tool_calls.get(store.conn, whose(store, None).id, row_id))
        ]
        said = asyncio.run(chat_tools.ask(waiting))
    assert [None if one is None else (one.approved, one.reason, one.always) for one in said] == expected
    assert lifeos("config", "get", "tools.record_fact").out.strip() == (
        "auto" if "always" in typed else "ask"
    )
