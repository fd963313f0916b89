"""Opening, sending, going on and taking back cost the same in a session of 10,000 messages as in one of 100."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.clock import now_ms
from lifeos_cli.coach import turn
from lifeos_cli.ids import ulids
from lifeos_cli.record import exchanges
from lifeos_cli.store import bulk
from lifeos_cli.store.rows import Message
from tests.coach.scripted import QUOTE, SAID, ask, auto, collected, says, talk, told, wants

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

SHORT, LONG = 100, 10_000
AT_MOST = 1.2


def fill(store: Store, conversation: Conversation, count: int, parts: str | None) -> None:
    """Say so many messages, half of them the person's."""
    session, now = conversation.require_session(), now_ms()
    blank: dict[str, Any] = dict.fromkeys(Message._fields)
    blank.update(
        user_id=session.user_id, session_id=session.id, status="success", safety_level="none", origin="chat"
    )
    rows = []
    for n, row_id in enumerate(ulids(count)):
        mine = n % 2 == 0
        own = {"id": row_id, "turn": n // 2, "step": n % 2, "role": "user" if mine else "assistant"}
        own |= {"content": f"word{n} and so on", "parts": None if mine else parts}
        rows.append(tuple({**blank, **own, "created_at": now + n, "updated_at": now + n}.values()))
    with store.write() as conn:
        bulk.insert(conn, "messages", Message._fields, rows)


async def costs(store: Store, work: Coroutine[Any, Any, object] | Callable[[], object]) -> int:
    """Count the steps SQLite takes for some work: the same on every machine, however busy."""
    steps = [0]

    def one() -> int:
        steps[0] += 1
        return 0

    store.conn.set_progress_handler(one, 1)
    try:
        _ = work() if callable(work) else await work
    finally:
        store.conn.set_progress_handler(None, 0)
    return steps[0]


async def measured(store: Store, me: User, count: int, parts: str | None) -> dict[str, int]:
    fact = wants(ask("record_fact", content="They run.", quote=QUOTE))
    conversation, provider = talk(store, me, fact, says("Kept."), says("Half", None), permissions=auto())
    fill(store, conversation, count, parts)
    found = {
        "open": await costs(store, conversation.rows),
        "refresh": await costs(store, conversation.refresh),
        "send": await costs(store, told(conversation, SAID)),
        "send again": await costs(store, told(conversation, "more")),
        "go on": await costs(store, collected(turn.resume(conversation))),
        "ask again": await costs(store, collected(turn.retry(conversation))),
    }
    session = conversation.require_session()
    for name in ("undo", "undo a write"):
        found[name] = await costs(store, lambda: exchanges.undo(store, session))
    assert len(provider.requests) == 5
    return found


@pytest.mark.parametrize("parts", [None, json.dumps({"state": {"step": "x"}, "captures": {"wish": "run"}})])
async def test_a_long_session_costs_no_more_than_a_short_one(
    store: Store, me: User, parts: str | None
) -> None:
    short = await measured(store, me, SHORT, parts)
    long = await measured(store, me, LONG, parts)
    for name, steps in short.items():
        assert steps > 0
        assert long[name] <= steps * AT_MOST, name
