"""Workflows: what was done is not done again, and what cannot be followed is said."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.clock import HOUR
from lifeos_cli.errors import TryAgainError, UsageFault
from lifeos_cli.extraction import steering, views
from lifeos_cli.extraction.failures import NonRetryableError, StepFailedError
from lifeos_cli.extraction.kinds import Kind
from lifeos_cli.store import checkins, job_steps, jobs
from tests.extraction import flows
from tests.extraction.flows import note

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Job
    from tests.extraction.conftest import Clock

    Drain = Callable[[], list[tuple[str, str]]]


def begin(queue: Queue, workflow: Callable[[Context], Awaitable[Any]], given: Any = None) -> Job:
    """Queue a job of this code."""
    flows.code["run"] = workflow
    return queue.enqueue("scripted", given)


def crash(queue: Queue, job: Job, drop: int = 0) -> None:
    """Let a finished job be as it was when its worker died, its last `drop` steps not yet done."""
    with queue.store.write() as conn:
        conn.execute(
            "UPDATE jobs SET status = 'pending', run_after = 0, output = NULL, error = NULL, attempts = 0, "
            "finished_at = NULL WHERE id = :id",
            {"id": job.id},
        )
        conn.execute(
            "DELETE FROM job_steps WHERE job_id = :id AND place IN "
            "(SELECT place FROM job_steps WHERE job_id = :id AND kind <> 'version' ORDER BY place DESC LIMIT :n)",
            {"id": job.id, "n": drop},
        )


def result(queue: Queue, job: Job) -> tuple[str, Any]:
    """Return how the job stands: its status with its output, or with its error."""
    shown = views.public(steering.find(queue, job.id))
    return shown["status"], shown["output"] if shown["status"] == "completed" else shown["error"]


def steps(queue: Queue, job: Job) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = views.whole(queue, steering.find(queue, job.id))["steps"]
    return found


def test_a_step_and_its_row_of_the_record_come_together_and_a_replay_does_neither_again(
    queue: Queue, drain: Drain, store: Store
) -> None:
    job = queue.enqueue("three", "x")
    assert drain() == [("three", "completed")]
    kept = [row.note for row in checkins.between(store.conn, queue.user_id)]
    assert kept == ["X-1", "X-2", "x-3"]
    output = result(queue, job)
    crash(queue, job)
    assert drain() == [("three", "completed")]
    assert result(queue, job) == output
    assert flows.calls == ["x-1", "x-2"]
    assert [row.note for row in checkins.between(store.conn, queue.user_id)] == kept


def test_a_run_goes_on_where_the_journal_ends(queue: Queue, drain: Drain) -> None:
    async def flow(ctx: Context) -> Any:
        return [await ctx.step(name, note, name) for name in ("a", "b", "c")]

    job = begin(queue, flow)
    drain()
    crash(queue, job, drop=2)
    drain()
    assert flows.calls == ["a", "b", "c", "b", "c"]
    assert result(queue, job) == ("completed", ["A", "B", "C"])


def test_a_write_that_fails_leaves_neither_its_row_nor_its_journal_entry(
    queue: Queue, drain: Drain, store: Store
) -> None:
    def half(store: Store, text: str) -> None:
        flows.add_checkin(store, text)
        raise NonRetryableError("no room")

    async def flow(ctx: Context) -> Any:
        await ctx.write("half", half, "x")

    job = begin(queue, flow)
    drain()
    assert result(queue, job) == ("failed", "step 'half' failed: no room")
    assert checkins.between(store.conn, queue.user_id) == []


def test_no_transaction_is_open_while_a_step_computes(queue: Queue, drain: Drain, store: Store) -> None:
    async def ask() -> None:
        await asyncio.to_thread(flows.add_checkin, store, "written by somebody else meanwhile")

    async def flow(ctx: Context) -> Any:
        await ctx.gather(*(ctx.step(f"ask {n}", ask) for n in range(3)))

    job = begin(queue, flow)
    drain()
    assert result(queue, job)[0] == "completed"
    assert len(checkins.between(store.conn, queue.user_id)) == 3


def test_a_failed_step_can_be_caught_and_the_flow_goes_on_the_same_way_in_every_run(
    queue: Queue, drain: Drain
) -> None:
    def broken() -> None:
        note("broken")
        raise NonRetryableError("no use")

    async def flow(ctx: Context) -> Any:
        try:
            await ctx.step("broken", broken)
        except StepFailedError as error:
            return [error.reason, await ctx.step("instead", note, "instead")]

    job = begin(queue, flow)
    drain()
    crash(queue, job)
    drain()
    assert result(queue, job) == ("completed", ["no use", "INSTEAD"])
    assert flows.calls == ["broken", "instead"]


@pytest.mark.parametrize(
    ("given", "end", "tries"), [("2", "completed", 3), ("9", "failed", 5), ("never", "failed", 1)]
)
def test_a_step_is_tried_again_as_long_as_that_may_help(
    queue: Queue, drain: Drain, clock: Clock, given: str, end: str, tries: int
) -> None:
    job = queue.enqueue("failing", given)
    while result(queue, job)[0] == "pending":
        drain()
    assert result(queue, job)[0] == end
    assert len(flows.calls) == tries
    assert flows.ended == [("failing", end)]


def test_an_error_that_wraps_a_final_one_is_final(queue: Queue, drain: Drain) -> None:
    def nested() -> None:
        note("once")
        raise ExceptionGroup("several", [ValueError(), RuntimeError()]) from NonRetryableError("deep")

    async def flow(ctx: Context) -> Any:
        await ctx.step("nested", nested)

    job = begin(queue, flow)
    drain()
    assert result(queue, job)[0] == "failed"
    assert flows.calls == ["once"]


def test_a_step_that_worked_gives_the_next_one_all_its_attempts(queue: Queue, drain: Drain) -> None:
    def four_times() -> None:
        note("x")
        if len(flows.calls) % 5:
            raise TryAgainError("busy")

    async def flow(ctx: Context) -> Any:
        for n in range(3):
            await ctx.step(f"step {n}", four_times)

    job = begin(queue, flow)
    while result(queue, job)[0] == "pending":
        drain()
    assert result(queue, job)[0] == "completed"
    assert len(flows.calls) == 15


def test_an_error_outside_any_step_is_tried_again_and_says_nothing_of_anybodys_words(
    queue: Queue, drain: Drain
) -> None:
    job = queue.enqueue("raising", "my diary")
    while result(queue, job)[0] == "pending":
        drain()
    assert result(queue, job) == ("failed", "ValueError in raising")
    assert len(flows.calls) == 5


def test_steps_side_by_side_give_their_results_in_order_and_replay_so(queue: Queue, drain: Drain) -> None:
    third = asyncio.Event()

    async def late(text: str) -> str:
        if text == "0":
            await third.wait()
        elif text == "2":
            third.set()
        return note(text)

    async def branch(ctx: Context, n: int) -> Any:
        first = await ctx.step("one", late, str(n))
        await ctx.step("two", late, str(n))
        return [first, ctx.random()]

    async def flow(ctx: Context) -> Any:
        return await ctx.gather(*(branch(ctx, n) for n in range(3)), ctx.step("plain", note, "p"))

    job = begin(queue, flow)
    drain()
    before = result(queue, job)
    assert [one[0] for one in before[1][:3]] == ["0", "1", "2"]
    assert flows.calls.index("2") < flows.calls.index("0")
    assert {step["place"] for step in steps(queue, job)} == {
        "1.0.0",
        "1.0.1",
        "1.1.0",
        "1.1.1",
        "1.2.0",
        "1.2.1",
        "0",
    }
    crash(queue, job)
    drain()
    assert result(queue, job) == before
    assert len(flows.calls) == 7


def test_one_failure_rejects_the_whole_gather_after_the_others_have_come_to_their_end(
    queue: Queue, drain: Drain
) -> None:
    def broken() -> None:
        raise NonRetryableError("no use")

    async def flow(ctx: Context) -> Any:
        try:
            await ctx.gather(ctx.step("broken", broken), ctx.step("fine", note, "fine"))
        except StepFailedError as error:
            return error.step

    job = begin(queue, flow)
    drain()
    assert result(queue, job) == ("completed", "broken")
    assert flows.calls == ["fine"]


def test_a_step_that_is_tried_again_does_not_repeat_the_ones_beside_it(queue: Queue, drain: Drain) -> None:
    def once_busy() -> None:
        note("busy")
        if flows.calls.count("busy") == 1:
            raise TryAgainError("busy")

    async def flow(ctx: Context) -> Any:
        await ctx.gather(ctx.step("b", once_busy), ctx.step("a", note, "a"))

    job = begin(queue, flow)
    while result(queue, job)[0] == "pending":
        drain()
    assert result(queue, job)[0] == "completed"
    assert sorted(flows.calls) == ["a", "busy", "busy"]


@pytest.mark.parametrize("change", ["arguments", "name", "kind"])
def test_code_that_does_something_else_at_a_place_of_the_journal_fails_and_says_where(
    queue: Queue, drain: Drain, change: str
) -> None:
    async def before(ctx: Context) -> Any:
        return await ctx.step("read", note, "a")

    async def after(ctx: Context) -> Any:
        if change == "kind":
            await ctx.sleep(0)
        try:
            return await ctx.step("fetch" if change == "name" else "read", note, "b")
        except Exception:  # noqa: BLE001 - a workflow that catches everything must not get away with it
            return "got away"

    job = begin(queue, before)
    drain()
    crash(queue, job)
    flows.code["run"] = after
    drain()
    status, error = result(queue, job)
    assert status == "failed"
    assert "step 0" in error
    assert "'read'" in error
    assert flows.calls == ["a"]


def test_arguments_that_are_said_to_be_unstable_are_not_compared_but_the_name_is(
    queue: Queue, drain: Drain
) -> None:
    async def flow(ctx: Context) -> Any:
        return await ctx.step(flows.code["name"], note, flows.code["arg"], unstable=True)

    flows.code.update(name="read", arg="a")
    job = begin(queue, flow)
    drain()
    crash(queue, job)
    flows.code["arg"] = "b"
    drain()
    assert result(queue, job) == ("completed", "A")
    crash(queue, job)
    flows.code["name"] = "other"
    drain()
    assert result(queue, job)[0] == "failed"


def test_clock_and_dice_are_the_same_in_every_run_and_the_clock_is_that_of_the_last_step(
    queue: Queue, drain: Drain, clock: Clock
) -> None:
    async def flow(ctx: Context) -> Any:
        began = ctx.now()
        await ctx.step("wait", lambda: setattr(clock, "now", clock.now + 5))
        return [began, ctx.now(), ctx.random(), ctx.random()]

    job = begin(queue, flow)
    start = clock.now
    drain()
    before = result(queue, job)
    assert before[1][:2] == [start, start + 5]
    assert before[1][2] != before[1][3]
    clock.now += HOUR
    crash(queue, job)
    drain()
    assert result(queue, job) == before
    other = begin(queue, flow)
    drain()
    assert result(queue, other)[1][2] != before[1][2]


def test_a_sleep_holds_no_worker_and_ends_at_its_hour(queue: Queue, drain: Drain, clock: Clock) -> None:
    async def flow(ctx: Context) -> Any:
        until = ctx.now() + HOUR
        await ctx.sleep(until)
        assert ctx.now() == until
        return await ctx.step("after", note, "after")

    job = begin(queue, flow)
    assert drain() == [("scripted", "waiting")]
    waits = steering.find(queue, job.id)
    assert (waits.status, waits.waiting, waits.run_after, waits.attempts) == (
        "pending",
        "sleep",
        clock.now + HOUR,
        0,
    )
    clock.now += HOUR - 1
    assert drain() == []
    clock.now += 1
    assert drain() == [("scripted", "completed")]
    assert flows.calls == ["after"]


async def wait_for_word(ctx: Context) -> Any:
    """Wait for an event, and live with one that is an error."""
    await ctx.step("before", note, "before")
    try:
        return await ctx.wait_event("word")
    except StepFailedError as error:
        return error.reason


def test_an_event_may_come_before_it_is_waited_for(queue: Queue, drain: Drain) -> None:
    job = begin(queue, wait_for_word)
    steering.send_event(queue, job.id, "word", {"said": "yes"})
    drain()
    assert result(queue, job) == ("completed", {"said": "yes"})


def test_a_job_that_waits_for_an_event_is_woken_by_it_alone(queue: Queue, drain: Drain, clock: Clock) -> None:
    job = begin(queue, wait_for_word)
    drain()
    assert steering.find(queue, job.id).waiting == "event word"
    clock.now += 1000 * HOUR
    steering.send_event(queue, job.id, "other", 1)
    assert drain() == []
    steering.send_event(queue, job.id, "word", error="refused")
    drain()
    assert result(queue, job) == ("completed", "refused")
    assert flows.calls == ["before"]


def test_an_event_sent_twice_or_to_a_job_that_has_ended_is_refused(queue: Queue, drain: Drain) -> None:
    job = begin(queue, wait_for_word)
    steering.send_event(queue, job.id, "word", 1)
    with pytest.raises(UsageFault):
        steering.send_event(queue, job.id, "word", 2)
    drain()
    with pytest.raises(UsageFault):
        steering.send_event(queue, job.id, "late")
    assert result(queue, job) == ("completed", 1)


def test_an_event_whose_name_has_a_comma_is_refused_on_both_sides(queue: Queue, drain: Drain) -> None:
    async def flow(ctx: Context) -> Any:
        return await ctx.wait_event("a, b")

    job = begin(queue, flow)
    with pytest.raises(NonRetryableError):
        steering.send_event(queue, job.id, "a, b")
    drain()
    assert result(queue, job) == ("failed", "'a, b' is no name of an event: one line without commas")


def test_an_event_is_taken_by_one_step_only(queue: Queue, drain: Drain) -> None:
    async def flow(ctx: Context) -> Any:
        return await ctx.gather(ctx.wait_event("word"), ctx.wait_event("word"))

    job = begin(queue, flow)
    steering.send_event(queue, job.id, "word", 1)
    drain()
    assert result(queue, job) == ("failed", "step 'word' failed: the event was taken by another step")


def test_an_event_that_comes_while_the_job_is_being_put_aside_is_not_missed(
    queue: Queue, drain: Drain
) -> None:
    job = begin(queue, wait_for_word)
    lease = queue.claim()
    assert lease is not None
    steering.send_event(queue, job.id, "word", 1)
    assert queue.park(lease, None, "event word")
    drain()
    assert result(queue, job) == ("completed", 1)


def test_waiting_branches_do_not_hold_back_the_others(queue: Queue, drain: Drain, clock: Clock) -> None:
    async def napping(ctx: Context) -> Any:
        await ctx.sleep(ctx.now() + HOUR)
        return await ctx.step("awake", note, "awake")

    async def flow(ctx: Context) -> Any:
        return await ctx.gather(
            napping(ctx), ctx.wait_event("word"), ctx.step("now", note, "now"), ctx.run("echo", "sub")
        )

    job = begin(queue, flow)
    assert sorted(drain()) == [("echo", "completed"), ("scripted", "waiting"), ("scripted", "waiting")]
    assert sorted(flows.calls) == ["now", "sub"]
    clock.now += HOUR
    drain()
    steering.send_event(queue, job.id, "word", "w")
    drain()
    assert result(queue, job) == ("completed", ["AWAKE", "w", "NOW", "SUB"])
    assert sorted(flows.calls) == ["awake", "now", "sub"]


@pytest.mark.parametrize(
    ("kind", "given", "output"),
    [
        ("echo", "hi", ["child said", "HI"]),
        ("failing", "never", ["child failed", "step 'attempt' failed: no use"]),
    ],
)
def test_a_nested_workflow_answers_or_fails_its_parent(
    queue: Queue, drain: Drain, kind: str, given: str, output: list[str]
) -> None:
    job = queue.enqueue("parent", {"kind": kind, "given": given})
    drain()
    assert result(queue, job) == ("completed", output)
    assert len(flows.calls) == 1


def test_canceling_a_parent_cancels_its_children_and_calls_each_hook_once(queue: Queue, drain: Drain) -> None:
    async def flow(ctx: Context) -> Any:
        return await ctx.wait_event("never")

    flows.code["run"] = flow
    job = queue.enqueue("parent", {"kind": "scripted", "given": None})
    drain()
    assert steering.cancel(queue, job.id).status == "canceled"
    assert {one.status for one in views.listed(queue)} == {"canceled"}
    assert sorted(flows.ended) == [("parent", "canceled"), ("scripted", "canceled")]
    assert drain() == []


def test_a_canceled_child_tells_its_parent(queue: Queue, drain: Drain) -> None:
    flows.code["run"] = wait_for_word
    job = queue.enqueue("parent", {"kind": "scripted", "given": None})
    drain()
    steering.cancel(queue, views.whole(queue, job)["children"][0])
    drain()
    assert result(queue, job) == ("completed", ["child failed", "Canceled"])


def test_a_cancel_while_a_step_runs_ends_the_job_before_its_next_step(queue: Queue, drain: Drain) -> None:
    async def flow(ctx: Context) -> Any:
        await ctx.step("first", lambda: steering.cancel(queue, ctx.job.id) and note("first"))
        try:
            await ctx.step("second", note, "second")
        finally:
            await ctx.step("last wish", note, "last wish")

    job = begin(queue, flow)
    drain()
    assert result(queue, job) == ("canceled", "Canceled")
    assert flows.calls == ["first"]
    assert flows.ended == [("scripted", "canceled")]


def five(names: str) -> Callable[[Context], Awaitable[Any]]:
    async def flow(ctx: Context) -> Any:
        return [
            await ctx.step(name, note, f"{name}{flows.code.get('change', '')}", unstable=True)
            for name in names
        ]

    return flow


@pytest.mark.parametrize(("start", "again"), [("c", "ac"), ("2", "bac"), ("a", "ac"), ("0", "abbac")])
def test_a_restart_from_a_step_keeps_what_came_before_it(
    queue: Queue, drain: Drain, start: str, again: str
) -> None:
    job = begin(queue, five("abbac"))
    drain()
    flows.calls.clear()
    if start == "c":
        again = "c"
    steering.retry(queue, job.id, step=start)
    drain()
    assert flows.calls == list(again)
    assert result(queue, job) == ("completed", list("ABBAC"))


def test_a_failed_workflow_goes_on_from_its_failed_step_without_repeating_the_model_calls_before_it(
    queue: Queue, drain: Drain
) -> None:
    def broken() -> str:
        if flows.code.get("mended"):
            return note("mended")
        raise NonRetryableError("no use")

    async def flow(ctx: Context) -> Any:
        return [await ctx.step("costly", note, "costly"), await ctx.step("broken", broken)]

    job = begin(queue, flow)
    drain()
    assert result(queue, job)[0] == "failed"
    flows.code["mended"] = True
    steering.retry(queue, job.id)
    drain()
    assert result(queue, job) == ("completed", ["COSTLY", "MENDED"])
    assert flows.calls == ["costly", "mended"]


def test_a_restart_gives_an_event_back_and_starts_nested_jobs_anew(queue: Queue, drain: Drain) -> None:
    async def flow(ctx: Context) -> Any:
        return [await ctx.wait_event("word"), await ctx.run("echo", "sub")]

    job = begin(queue, flow)
    steering.send_event(queue, job.id, "word", 1)
    drain()
    steering.retry(queue, job.id, step="word")
    drain()
    assert result(queue, job) == ("completed", [1, "SUB"])
    assert flows.calls == ["sub", "sub"]
    assert len(views.listed(queue, kind="echo")) == 1


def test_a_restart_in_one_branch_leaves_the_branches_beside_it(queue: Queue, drain: Drain) -> None:
    async def branch(ctx: Context, name: str) -> None:
        for n in range(2):
            await ctx.step(f"{name}{n}", note, f"{name}{n}")

    async def flow(ctx: Context) -> Any:
        await ctx.gather(branch(ctx, "a"), branch(ctx, "b"))
        await ctx.step("end", note, "end")

    job = begin(queue, flow)
    drain()
    flows.calls.clear()
    steering.retry(queue, job.id, step="a1")
    drain()
    assert flows.calls == ["a1", "end"]


def old_code(ctx: Context) -> Awaitable[Any]:
    return five("ab")(ctx)


async def new_code(ctx: Context) -> Any:
    """Step b was replaced by two others; `version` tells which way a job goes."""
    done = [await ctx.step("a", note, "a", unstable=True)]
    if await ctx.version("split b", 1) >= 1:
        done += [await ctx.step("b1", note, "b1"), await ctx.step("b2", note, "b2")]
    else:
        done += [await ctx.step("b", note, "b", unstable=True)]
    return done


@pytest.mark.parametrize(
    ("left", "output"), [(2, ["A", "B"]), (1, ["A", "B1", "B2"]), (0, ["A", "B1", "B2"])]
)
def test_a_change_of_code_breaks_no_job_that_is_under_way(
    queue: Queue, drain: Drain, left: int, output: list[str]
) -> None:
    job = begin(queue, old_code)
    drain()
    crash(queue, job, drop=2 - left)
    flows.code["run"] = new_code
    drain()
    assert result(queue, job) == ("completed", output)
    for dropped in (0, 1, 2) if left < 2 else (0,):
        crash(queue, job, drop=dropped)
        drain()
        assert result(queue, job) == ("completed", output)


def test_a_version_that_was_followed_once_is_followed_for_good(queue: Queue, drain: Drain) -> None:
    async def flow(ctx: Context) -> Any:
        return await ctx.version("way", flows.code["latest"])

    flows.code["latest"] = 1
    job = begin(queue, flow)
    drain()
    crash(queue, job)
    flows.code["latest"] = 2
    drain()
    assert result(queue, job) == ("completed", 1)


def test_a_job_and_its_steps_are_stamped_with_their_versions(
    queue: Queue, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        flows.KNOWN, "scripted", Kind("scripted", "tests.extraction.flows:scripted", version=3)
    )

    async def flow(ctx: Context) -> Any:
        await ctx.step("own", note, "a")
        await ctx.step("prompt", note, "b", version=9)
        await ctx.run("versioned", "x")

    job = begin(queue, flow)
    drain()
    shown = views.whole(queue, steering.find(queue, job.id))
    assert shown["version"] == 3
    assert [step["version"] for step in shown["steps"]] == [3, 9, 3]
    child = views.whole(queue, steering.find(queue, shown["children"][0]))
    assert child["version"] == 7
    assert {step["version"] for step in child["steps"]} == {7}
    plain = queue.enqueue("echo")
    assert plain.version == 0


def test_a_result_is_the_same_in_the_first_run_as_in_a_replay(queue: Queue, drain: Drain) -> None:
    async def flow(ctx: Context) -> Any:
        found = await ctx.step("tuple", lambda: (1, {"a": (2,)}))
        return isinstance(found, list)

    job = begin(queue, flow)
    drain()
    assert result(queue, job) == ("completed", True)


@pytest.mark.parametrize("where", ["argument", "result", "output"])
def test_what_cannot_be_written_as_json_fails_the_job_in_words(
    queue: Queue, drain: Drain, where: str
) -> None:
    async def flow(ctx: Context) -> Any:
        args = [object()] if where == "argument" else []
        await ctx.step("odd", lambda *_: object() if where == "result" else 1, *args)
        return object() if where == "output" else 1

    job = begin(queue, flow)
    drain()
    status, error = result(queue, job)
    assert status == "failed"
    assert "cannot be written as JSON" in error


def test_what_is_not_there_yet_is_asked_for_again_without_a_worker_an_attempt_or_a_line_in_the_journal(
    queue: Queue, drain: Drain, clock: Clock
) -> None:
    answers = [None, None, "done"]

    async def code(ctx: Context) -> Any:
        async def look(what: str) -> str | None:
            flows.note(what)
            return answers[len(flows.calls) - 1]

        return await ctx.until("answer", look, "x", every=lambda: 1000)

    flows.code["run"] = code
    job = queue.enqueue("scripted")
    assert drain() == [("scripted", "waiting")]
    left = steering.find(queue, job.id)
    assert (left.run_after, left.attempts, left.error) == (clock.now + 1000, 0, None)
    assert job_steps.listed(queue.store.conn, queue.user_id, job.id) == []
    assert drain() == []
    with queue.store.write() as conn:
        jobs.wake(conn, queue.user_id, job.id, clock.now)
    assert drain() == [("scripted", "waiting")]
    clock.now += 1000
    assert drain() == [("scripted", "completed")]
    assert flows.calls == ["x"] * 3
    assert steering.find(queue, job.id).output == '"done"'


def test_what_is_written_aside_stands_even_where_the_step_fails(
    queue: Queue, drain: Drain, store: Store
) -> None:
    async def code(ctx: Context) -> Any:
        async def fail() -> None:
            await ctx.aside(flows.add_checkin, "paid in vain")
            raise NonRetryableError("no use")

        await ctx.step("fail", fail)

    flows.code["run"] = code
    queue.enqueue("scripted")
    assert drain() == [("scripted", "failed")]
    assert store.conn.execute("SELECT note FROM checkins").fetchone()[0] == "paid in vain"
