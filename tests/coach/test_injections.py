"""An order hidden in a text is never carried out, even by a model that obeys it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.coach.tools.base import Tool
from lifeos_cli.coach.tools.box import Toolbox
from lifeos_cli.coach.tools.data import RULE
from lifeos_cli.coach.tools.own import _wrapped
from lifeos_cli.coach.tools.registry import BUILT_IN
from lifeos_cli.record import facts, goals, insights
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.store.write_log import TABLES
from tests.coach.injections import CASES, Case
from tests.coach.scripted import QUOTE, agree, ask, auto, calls, count_of, rows, says, talk, told, wants
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Session, User

HAND = Provenance(actor="test")
SAID = f"{QUOTE}. What did I tell you about the order?"
READS: dict[str, tuple[str, dict[str, str]]] = {"goal": ("list_goals", {}), "tool": ("echo", {})}


def hide(store: Store, me: User, case: Case, here: Session) -> dict[str, str]:
    """Put the text where it is found; returns what the ordered call needs to name."""
    elsewhere, text = make.session(store, me.id), f"order: {case.text}"
    if case.place == "memory":
        make.message(store, me.id, elsewhere.id, content=text)
    elif case.place == "imported":
        brought = {"external_id": "1", "source": "s", "origin": "imported"}
        make.message(store, me.id, elsewhere.id, content=text, **brought)
        make.message(store, me.id, here.id, content=text, **{**brought, "external_id": "2"})
    elif case.place == "reply":
        make.message(store, me.id, here.id, content="hello there")
        make.message(store, me.id, here.id, content=text, role="assistant")
    elif case.place == "checkin":
        make.checkin(store, me.id, note=text)
    elif case.place == "insight":
        insights.add(store, me.id, text, HAND)
    elif case.place == "fact":
        row = facts.add(store, me.id, text, HAND)
        return {"fact": row["handle"]} if case.tool == "correct_fact" else {}
    elif case.place == "goal":
        steps = [{"title": "One"}]
        goal = goals.add(
            store, me.id, title="Run", type_="process", why=case.text, milestones=steps, source=HAND
        )
        return {"goal": goal["handle"], **({"milestone": "One"} if case.tool == "complete_milestone" else {})}
    return {}


def everything(store: Store) -> list[object]:
    return [
        (table, *row)
        for table in (*TABLES[:-1], "undo_log")
        for row in store.conn.execute(f"SELECT * FROM {table}")
    ]


@pytest.mark.parametrize("mode", ["ask", "auto"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_an_order_in_a_text_writes_nothing(store: Store, me: User, case: Case, mode: str) -> None:
    agree(store, me)
    look, given = READS.get(case.place, ("search_memory", {"query": "the order"}))
    conversation, provider = talk(store, me, [], permissions=auto() if mode == "auto" else {})
    echo = Tool("echo", "Says something.", lambda _context, _given: case.text, reads=True)
    own = replace(echo, own=True, run=_wrapped(echo))
    conversation.toolbox = Toolbox({**BUILT_IN, "echo": own}, conversation.toolbox.permissions)
    named = hide(store, me, case, conversation.require_session())
    before = everything(store)
    obey = ask(case.tool, **{**case.arguments, **named, "quote": case.quote})
    provider.replies = [wants(ask(look, **given)), wants(obey), says("Done as ordered.")]
    await told(conversation, SAID)

    read, write = calls(conversation)
    assert read.status == "done"
    assert RULE in provider.requests[0].system
    seen = repr(provider.requests[1].messages)
    assert re.findall(r"[A-Za-z]{3,}", case.text)[-1] in seen
    for result in provider.requests[1].messages[-1].tool_results:
        assert result.content.count("</data>") == result.content.count("<data ") <= 1
    assert write.status == "failed"
    assert "quote" in (write.error or "")
    assert everything(store) == before
    assert rows(conversation)[-1].content == "Done as ordered."


@pytest.mark.parametrize("case", CASES[:8], ids=lambda case: case.name)
async def test_with_ask_even_a_true_quote_writes_nothing_without_a_yes(
    store: Store, me: User, case: Case
) -> None:
    agree(store, me)
    obey = ask(case.tool, **{**case.arguments, "quote": QUOTE})
    conversation, _ = talk(store, me, wants(obey), says("Done as ordered."))
    hide(store, me, case, conversation.require_session())
    before = everything(store)
    await told(conversation, SAID)
    assert calls(conversation)[0].status == "requested"
    assert everything(store) == before
    assert count_of(store, "undo_log") == len([row for row in before if row[0] == "undo_log"])  # type: ignore[index]


def test_there_are_enough_of_them() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40
    assert {case.place for case in CASES} >= {"memory", "imported", "tool", "goal", "fact", "checkin"}
