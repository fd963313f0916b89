"""A write waits for the person: asked now, answered later, once, from whichever process."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.coach import approvals, events
from lifeos_cli.coach.approvals import AlreadyDecidedError, Decision
from lifeos_cli.coach.tools.calls import WAITING
from lifeos_cli.errors import NotFoundError
from lifeos_cli.record.turns import WENT_ON
from lifeos_cli.store import tool_calls
from lifeos_cli.store.database import Store
from tests.coach.scripted import (
    QUOTE,
    ask,
    auto,
    calls,
    count_of,
    kinds,
    rows,
    says,
    shape,
    talk,
    told,
    wants,
)
from tests.store import make

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.paths import Paths
    from lifeos_cli.providers.base import ToolCall
    from lifeos_cli.store.rows import User
    from lifeos_cli.store.tool_calls import Call


def fact(content: str = "They run before work.") -> ToolCall:
    return ask("record_fact", content=content, quote=QUOTE)


def answers(*given: Decision | None) -> approvals.Decision | None:
    left = list(given)

    async def approver(asked: Sequence[Call]) -> list[Decision | None]:
        return [left.pop(0) for _ in asked]

    return approver  # type: ignore[return-value]  # the callable the conversation takes


def decide(conversation: Conversation, *found: Call, approved: bool, reason: str = "") -> list[Call]:
    context = conversation.tool_context(0)
    return approvals.decide(conversation.toolbox, context, found, approved=approved, reason=reason)


async def asked(store: Store, me: User, *wanted: ToolCall) -> Conversation:
    """Have a model ask for writes that nobody is there to answer."""
    conversation, _ = talk(store, me, wants(*wanted or (fact(),)), says("I have asked."))
    await told(conversation)
    return conversation


async def test_without_anybody_to_ask_the_request_stays_open_and_the_reply_ends(
    store: Store, me: User
) -> None:
    conversation, provider = talk(store, me, wants(fact()), says("I have asked."))
    found = await told(conversation)
    (call,) = calls(conversation)
    assert (call.status, call.decided_at, call.result) == ("requested", None, None)
    (result,) = provider.requests[1].messages[-1].tool_results
    assert (result.content, result.is_error) == (WAITING, False)
    assert count_of(store, "facts") == 0
    assert "approval_asked" in kinds(found)
    saved = found[-1]
    assert isinstance(saved, events.Saved)
    assert (saved.status, saved.waiting) == ("success", [call.id])


async def test_a_yes_runs_the_tool_and_the_turn_goes_on_with_its_result(store: Store, me: User) -> None:
    conversation, provider = talk(
        store, me, wants(fact()), says("Kept."), approver=answers(Decision(approved=True))
    )
    await told(conversation)
    (call,) = calls(conversation)
    assert call.status == "done"
    assert call.decided_at
    assert (call.result or "").startswith("Kept as fact")
    assert provider.requests[1].messages[-1].tool_results[0].content == call.result
    assert shape(conversation) == [
        *((0, 0, "user", "success"), (0, 1, "assistant", "success")),
        *((0, 2, "tool", "success"), (0, 3, "assistant", "success")),
    ]
    assert count_of(store, "facts") == 1


async def test_a_no_is_told_with_its_reason_and_the_tool_does_not_run(store: Store, me: User) -> None:
    conversation, provider = talk(
        store,
        me,
        wants(fact()),
        says("All right."),
        approver=answers(Decision(approved=False, reason="too early")),
    )
    await told(conversation)
    (result,) = provider.requests[1].messages[-1].tool_results
    assert result.is_error
    assert "too early" in result.content
    assert calls(conversation)[0].reason == "too early"
    assert count_of(store, "facts") == 0
    assert rows(conversation)[-1].content == "All right."


async def test_several_of_one_step_are_one_message_of_results(store: Store, me: User) -> None:
    some = [fact("a"), ask("list_goals"), fact("b"), fact("c")]
    said = answers(Decision(approved=True), Decision(approved=False), None)
    conversation, provider = talk(store, me, wants(*some), says("So."), approver=said)
    await told(conversation)
    results = provider.requests[1].messages[-1].tool_results
    assert [one.call_id for one in results] == [one.id for one in some]
    assert [call.status for call in calls(conversation)] == ["done", "done", "denied", "requested"]
    assert [row.role for row in rows(conversation)] == ["user", "assistant", "tool", "assistant"]
    assert count_of(store, "facts") == 1


async def test_always_asks_no_more_in_this_conversation(store: Store, me: User) -> None:
    once = answers(Decision(approved=True, always=True))
    conversation, _ = talk(store, me, wants(fact()), wants(fact()), says("Twice."), approver=once)
    await told(conversation)
    assert [call.status for call in calls(conversation)] == ["done", "done"]


async def test_an_answer_comes_long_after_from_another_process(store: Store, me: User, paths: Paths) -> None:
    conversation = await asked(store, me)
    (call,) = calls(conversation)
    with Store(paths) as elsewhere:
        conversation.store = elsewhere
        (done,) = decide(conversation, call, approved=True)
    conversation.store = store
    assert done.status == "done"
    assert calls(conversation)[0] == done
    (row,) = store.conn.execute("SELECT quote, message_id FROM facts").fetchall()
    assert tuple(row) == (QUOTE, rows(conversation)[0].id)


async def test_the_model_sees_the_late_result_in_its_place(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, wants(fact()), says("I have asked."), says("Yes."))
    await told(conversation)
    decide(conversation, *calls(conversation), approved=True)
    await told(conversation, "did you keep it?")
    (result,) = provider.requests[-1].messages[2].tool_results
    assert result.content.startswith("Kept as fact")


async def test_a_second_answer_is_refused_and_changes_nothing(store: Store, me: User) -> None:
    conversation = await asked(store, me)
    (call,) = calls(conversation)
    decide(conversation, call, approved=False, reason="no")
    for approved in (True, False):
        with pytest.raises(AlreadyDecidedError, match="already decided"):
            decide(conversation, call, approved=approved, reason="again")
    assert calls(conversation)[0].reason == "no"
    assert count_of(store, "facts") == 0


async def test_of_several_answered_together_all_are_or_none(store: Store, me: User) -> None:
    conversation = await asked(store, me, fact("a"), fact("b"), fact("c"))
    first, second, third = calls(conversation)
    decide(conversation, second, approved=False)
    with pytest.raises(AlreadyDecidedError):
        decide(conversation, first, second, third, approved=True)
    assert [call.status for call in calls(conversation)] == ["requested", "denied", "requested"]
    assert count_of(store, "facts") == 0
    decide(conversation, first, third, approved=True)
    assert count_of(store, "facts") == 2


async def test_of_two_processes_deciding_at_once_one_wins(store: Store, me: User, paths: Paths) -> None:
    conversation = await asked(store, me, *(fact(str(n)) for n in range(10)))
    found = calls(conversation)
    both = threading.Barrier(2)
    outcome: dict[bool, list[str]] = {True: [], False: []}

    def one(*, approved: bool) -> None:
        with Store(paths) as mine:
            context = conversation.tool_context(0)
            object.__setattr__(context, "store", mine)
            for call in found:
                both.wait()
                try:
                    approvals.decide(conversation.toolbox, context, [call], approved=approved)
                    outcome[approved].append(call.id)
                except AlreadyDecidedError:
                    pass

    threads = [threading.Thread(target=one, kwargs={"approved": approved}) for approved in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome[True] + outcome[False]) == sorted(call.id for call in found)
    assert {call.id for call in calls(conversation) if call.status == "done"} == set(outcome[True])
    assert count_of(store, "facts") == len(outcome[True])


async def test_going_on_denies_what_is_open_and_says_so(store: Store, me: User) -> None:
    conversation = await asked(store, me, fact("a"), fact("b"))
    done = calls(conversation)[0]
    decide(conversation, done, approved=True)
    found = await told(conversation, "anyway")
    notices = [event.text for event in found if isinstance(event, events.Notice)]
    assert len(notices) == 1
    assert "record_fact" in notices[0]
    first, second = calls(conversation)[:2]
    assert (first.status, second.status, second.reason) == ("done", "denied", WENT_ON)
    with pytest.raises(AlreadyDecidedError):
        decide(conversation, second, approved=True)


async def test_another_sessions_requests_stay_open(store: Store, me: User) -> None:
    first, second = await asked(store, me), await asked(store, me)
    await told(first, "anyway")
    assert [call.status for call in calls(second)] == ["requested"]


async def test_a_tool_that_is_never_allowed_is_not_offered_and_does_not_run(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, wants(fact()), says("So."), permissions={"record_fact": "never"})
    await told(conversation)
    offered = [spec.name for spec in provider.requests[0].tools]
    assert "record_fact" not in offered
    assert "correct_fact" in offered
    (call,) = calls(conversation)
    assert call.status == "denied"
    assert provider.requests[1].messages[-1].tool_results[0].is_error
    assert count_of(store, "facts") == 0


async def test_a_write_that_turns_out_impossible_is_kept_as_failed(store: Store, me: User) -> None:
    wanted = ask("correct_fact", fact="zzzz", content="x", quote=QUOTE)
    conversation = await asked(store, me, wanted, fact("b"))
    ended = decide(conversation, *calls(conversation), approved=True)
    assert [call.status for call in ended] == ["failed", "done"]
    assert "no fact answers" in (ended[0].error or "")
    assert count_of(store, "facts") == 1


async def test_a_request_of_another_person_is_nobodys(store: Store, me: User) -> None:
    conversation = await asked(store, me)
    (call,) = calls(conversation)
    other = make.user(store, "Other")
    assert approvals.find(store, me.id, call.id[-6:].lower()) == call
    for typed in (call.id, call.id[-6:], "zz", ""):
        with pytest.raises(NotFoundError):
            approvals.find(store, other.id, typed)
    assert tool_calls.listed(store.conn, other.id, decided=True) == []


async def test_a_request_goes_with_the_exchange_it_was_made_in(store: Store, me: User) -> None:
    from lifeos_cli.record import exchanges

    conversation = await asked(store, me)
    exchanges.undo(store, conversation.require_session())
    assert tool_calls.listed(store.conn, me.id, decided=True) == []


async def test_a_call_left_running_by_a_kill_is_ended_when_the_conversation_goes_on(
    store: Store, me: User
) -> None:
    conversation = await asked(store, me)
    (call,) = calls(conversation)
    with store.write() as conn:
        tool_calls.edit(conn, me.id, call.id, {"status": "running"})
    await told(conversation, "anyway")
    assert (calls(conversation)[0].status, calls(conversation)[0].error) == (
        "failed",
        "it was cut off before it ended",
    )


async def test_by_itself_means_without_a_question(store: Store, me: User) -> None:
    conversation, _ = talk(store, me, wants(fact()), says("Kept."), permissions=auto())
    found = await told(conversation)
    assert "approval_asked" not in kinds(found)
    assert calls(conversation)[0].decided_at is None
    assert count_of(store, "facts") == 1
