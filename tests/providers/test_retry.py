"""Trying again: only before anything was said, at most so long, in sight, and left at any moment."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.errors import TryAgainError, UnavailableError
from lifeos_cli.providers.base import ChatMessage, Request, Stopped, TextDelta, ToolCall, Usage, Waiting
from lifeos_cli.providers.faults import seconds
from lifeos_cli.providers.retry import CEILING, UNSEEN, Policy, Retrying

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from lifeos_cli.providers.base import ProviderEvent

HI = Request((ChatMessage("user", "hi"),))
DONE = Stopped("end_turn", "m")
BUSY = TryAgainError("busy", kind="overloaded")


class Scripted:
    """Plays one list of events and errors a try."""

    name, model = "fake", "fake/m"

    def __init__(self, *tries: list[ProviderEvent | BaseException]) -> None:
        self.tries = list(tries)
        self.asked = 0
        self.closed = 0

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Play the next try; the last one again and again."""
        self.asked += bool(request.messages)
        try:
            for step in self.tries.pop(0) if len(self.tries) > 1 else self.tries[0]:
                if isinstance(step, BaseException):
                    raise step
                yield step
        finally:
            self.closed += 1


class Clock:
    """Sleeps that take no time."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, pause: float) -> None:
        """Note the pause."""
        self.slept.append(pause)


async def played(inner: Scripted, policy: Policy) -> list[ProviderEvent]:
    return [event async for event in Retrying(inner, policy).stream(HI)]


async def test_each_wait_is_told_before_it_begins() -> None:
    clock = Clock()
    inner = Scripted([BUSY], [BUSY], [TextDelta("hello"), DONE])
    seen = await played(inner, Policy(sleep=clock.sleep, chance=lambda: 0.5))
    assert seen == [Waiting(0.5, 1, "busy"), Waiting(1.0, 2, "busy"), TextDelta("hello"), DONE]
    assert clock.slept == [0.5, 1.0]
    assert inner.closed == inner.asked == 3


@pytest.mark.parametrize("said", [TextDelta("x"), ToolCall("1", "t", {})])
async def test_after_the_first_word_nothing_is_tried_again(said: ProviderEvent) -> None:
    inner = Scripted([said, BUSY])
    with pytest.raises(TryAgainError):
        await played(inner, Policy(sleep=Clock().sleep))
    assert inner.asked == 1


async def test_what_trying_again_cannot_help_comes_out_at_once() -> None:
    inner = Scripted([UnavailableError("no key")])
    with pytest.raises(UnavailableError):
        await played(inner, Policy(sleep=Clock().sleep))
    assert inner.asked == 1


async def test_after_the_last_try_its_error_comes_out() -> None:
    inner = Scripted([TryAgainError("first")], [TryAgainError("last")])
    with pytest.raises(TryAgainError, match="last"):
        await played(inner, Policy(retries=3, sleep=Clock().sleep))
    assert inner.asked == 4


async def test_every_try_that_was_billed_is_in_the_sum() -> None:
    inner = Scripted([Usage(25, 1), BUSY], [BUSY], [Usage(25, 1), TextDelta("x"), Usage(25, 17, 4), DONE])
    seen = await played(inner, Policy(sleep=Clock().sleep))
    assert [event for event in seen if isinstance(event, Usage)][-1] == Usage(50, 18, 4, None)


@pytest.mark.parametrize(("asked", "waited"), [(0.01, 0.01), (29, 29), (31, CEILING), (4_294_967, CEILING)])
async def test_what_the_server_asks_for_is_obeyed_up_to_the_ceiling(asked: float, waited: float) -> None:
    clock = Clock()
    inner = Scripted([TryAgainError("busy", retry_after=asked)], [DONE])
    await played(inner, Policy(sleep=clock.sleep))
    assert clock.slept == [waited]


@given(
    st.integers(0, 10),
    st.lists(st.none() | st.floats(allow_nan=False), min_size=1, max_size=12),
    st.floats(0, 1, exclude_max=True),
)
def test_no_wait_is_over_the_ceiling_and_unwatched_ones_sum_to_a_minute(
    retries: int, asked: list[float | None], chance: float
) -> None:
    for most in (UNSEEN, None):
        policy, waited = Policy(retries=retries, most=most, chance=lambda: chance), 0.0
        for attempt, retry_after in enumerate(asked, 1):
            pause = policy.wait(attempt, retry_after, waited)
            if pause is None:
                assert attempt > retries or most is not None
                break
            assert 0 < pause <= CEILING
            waited += pause
        assert most is None or waited <= most


async def test_leaving_in_the_middle_of_a_wait_ends_it_at_once() -> None:
    sleeping = asyncio.Event()

    async def sleep(_: float) -> None:
        sleeping.set()
        await asyncio.Event().wait()

    inner = Scripted([BUSY])
    task = asyncio.ensure_future(played(inner, Policy(sleep=sleep)))
    await asyncio.wait_for(sleeping.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 10)
    assert inner.asked == inner.closed == 1


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (None, None),
        ("", None),
        ("7", 7.0),
        ("0.5", 0.5),
        ("0", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", None),
        ("Wed, 99 Oct 99999 07:28:00 GMT", None),
        ("4294967", 4294967.0),
    ],
)
def test_the_header_is_read_in_both_its_forms(header: str | None, found: float | None) -> None:
    assert seconds(header) == found


def test_a_date_to_come_is_counted_from_now() -> None:
    found = seconds(formatdate(time.time() + 100, usegmt=True))
    assert found is not None
    assert 90 < found <= 100


@given(st.text(max_size=30))
def test_no_header_breaks_the_reading(header: str) -> None:
    found = seconds(header)
    assert found is None or found > 0
