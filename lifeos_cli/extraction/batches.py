"""The kind `batch`: many sessions handed to Anthropic's Message Batches, and read as their answers come.

Handing in cannot be undone and cannot be made idempotent, so what is about to
be handed in is journalled before it, and the batch's id after it. A worker
that died between the two is followed by one that looks for the batch on the
server before it hands in anything.
"""

from __future__ import annotations

import json
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import HOUR, MINUTE, now_ms
from lifeos_cli.errors import UnavailableError, UsageFault
from lifeos_cli.extraction import asking, summary
from lifeos_cli.extraction.queue import Queue
from lifeos_cli.record import consents, usage
from lifeos_cli.record.connecting import anthropic
from lifeos_cli.store import job_steps, jobs, jobs_views, sessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.providers.anthropic_batches import Batches, Result
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Job

SESSIONS = 500
"""Sessions in a batch: their texts stay far below the 256 MB a batch may have."""
ROUNDS = 3
"""How often a session is handed in whose request expired or met an error of the server."""
SOONEST, LATEST = MINUTE, 15 * MINUTE
"""Milliseconds between two looks at a batch: a tenth of its age, within these."""
SKEW = HOUR
"""Milliseconds the server's clock may be behind ours when a batch is looked for."""
KINDS = ("batch", "summary", "profile_update", "skill_extraction")
"""What a batch comes to is done by these."""
FINAL = ("invalid_request_error", "request_too_large")
"""Errors of a request that handing it in again cannot help."""


class Waiting(NamedTuple):
    """A session that is part of a batch."""

    job_id: str
    batch_id: str | None
    """None until it was handed in."""


def submit(
    queue: Queue,
    settings: Settings,
    session_ids: Sequence[str],
    *,
    model: str | None = None,
    force: bool = False,
) -> list[Job]:
    """Queue the reading of sessions in batches; those that are part of one, or were read, are passed over.

    Args:
        queue: The queue.
        settings: `models.extraction`, and how rows are taken.
        session_ids: Which.
        model: Who reads, instead of the setting's.
        force: Read again what was read already.

    Raises:
        UsageFault: The model is none of Anthropic's.
        NotFoundError: It has no key, or the person has not agreed.
    """
    name = summary.reader(queue.store, queue.user_id, settings, model or settings.text("models.extraction"))
    if not name.startswith("anthropic/"):
        raise UsageFault(
            f"batches are Anthropic's, and {name} reads",
            hint="Name one of its models: --model claude-haiku-5-5",
        )
    there = waiting(queue)
    readings = []
    for session_id in session_ids:
        if session_id in there:
            continue
        wanted = summary.plan(queue.store, queue.user_id, session_id, name, force=force)
        if wanted is not None:
            readings.append(summary.given_for(settings, session_id, wanted, name, force=force))
    return [
        queue.enqueue("batch", {"model": name, "round": 1, "readings": readings[n : n + SESSIONS]})
        for n in range(0, len(readings), SESSIONS)
    ]


def opened(queue: Queue) -> list[Job]:
    """List the batches that have not ended."""
    return jobs_views.listed(queue.store.conn, queue.user_id, statuses=("pending", "running"), kind="batch")


def waiting(queue: Queue) -> dict[str, Waiting]:
    """Return the sessions whose answer has not come, by id."""
    found = {}
    for job in opened(queue):
        batch_id = id_of(queue.store, queue.user_id, job.id)
        for one in (json.loads(job.input) or {}).get("readings", ()):
            found[one["session_id"]] = Waiting(job.id, batch_id)
    return found


def read_from(queue: Queue, batch_jobs: Iterable[str]) -> dict[str, str]:
    """Return, for sessions whose answer came with one of these batches, the id of the job that read it or refused to.

    A session the server refused has the batch's own job, if that failed.
    """
    found: dict[str, str] = {}
    for batch_job in batch_jobs:
        job = jobs.get(queue.store.conn, queue.user_id, batch_job)
        given = json.loads(job.input) if job else None
        for n, one in enumerate((given or {}).get("readings", ())):
            reading = jobs.by_key(queue.store.conn, queue.user_id, "summary", f"{batch_job} {n}")
            if reading is not None:
                found[one["session_id"]] = reading.id
            elif job is not None and job.status == "failed":
                found[one["session_id"]] = job.id
    return found


def look_now(queue: Queue) -> int:
    """Make every batch due, so that the next run looks at it; returns how many there are."""
    with queue.store.write() as conn:
        return sum(jobs.wake(conn, queue.user_id, job.id, queue.clock()) for job in opened(queue))


def id_of(store: Store, user_id: str, job_id: str) -> str | None:
    """Return the id under which a job has handed its batch in, as far as it is known here."""
    for step in job_steps.listed(store.conn, user_id, job_id):
        if step.name == "submit" and step.status == "completed" and step.output:
            return str(json.loads(step.output))
    return None


def model_of(job: Job) -> str:
    """Return the model that answers a job's batch."""
    return str((json.loads(job.input) or {}).get("model", ""))


async def run(ctx: Context) -> Any:
    """Say what is handed in, hand it in, wait, take the answers: each a journalled step."""
    given = ctx.input
    if not isinstance(given, dict):
        return {"batch_id": None, "read": 0, "again": 0, "failed": []}
    granted = bool(consents.granted(ctx.store, ctx.user_id, consents.OBSERVATIONS))
    intent = await ctx.write("intend", _intend, ctx.user_id, given["readings"], granted)
    if not intent["names"]:
        return {"batch_id": None, "read": 0, "again": 0, "failed": []}
    intent["lease"] = await ctx.write("lease", _lease, ctx.user_id, ctx.job.id)

    async def hand_in(_names: list[list[int]]) -> str:
        return await _hand_in(ctx, given, intent)

    async def look(batch_id: str) -> bool | None:
        async with _Connected(ctx, given["model"]) as batches:
            return (await batches.retrieve(batch_id)).ended or None

    async def fetch(batch_id: str) -> dict[str, Any]:
        return await _fetch(ctx, given, intent, batch_id)

    def again(store: Store, found: dict[str, Any]) -> None:
        readings = [given["readings"][n] for n in found["again"]]
        if readings:
            told = {"model": given["model"], "round": given["round"] + 1, "readings": readings}
            _queue(store, ctx).enqueue("batch", told, key=f"{ctx.job.id} again")

    batch_id = await ctx.step("submit", hand_in, intent["names"])
    await ctx.until("ended", look, batch_id, every=lambda: _pause(intent["at"]))
    found = await ctx.step("results", fetch, batch_id, write=again)
    return {"batch_id": batch_id, **found, "again": len(found["again"])}


def _pause(since: int) -> int:
    return max(SOONEST, min(LATEST, (now_ms() - since) // 10))


def _queue(store: Store, ctx: Context) -> Queue:
    return Queue(store, ctx.user_id, known=ctx.kinds)


def _intend(
    store: Store, user_id: str, readings: Sequence[Mapping[str, Any]], observe: bool
) -> dict[str, Any]:
    """Return what is going to be handed in: (reading, piece) pairs; sessions that have gone since are left out."""
    names = []
    for n, given in enumerate(readings):
        row = sessions.get(store.conn, user_id, given["session_id"])
        if row is not None and row.safety_level != "crisis":
            names += [[n, piece] for piece in range(len(asking.pieces(store, user_id, given)))]
    return {"names": names, "at": now_ms(), "observe": observe}


def _lease(store: Store, user_id: str, job_id: str) -> int:
    """Return the lease under which it is handed in for the first time."""
    job = jobs.get(store.conn, user_id, job_id)
    return job.lease if job else 0


class _Connected:
    """A connection for as long as one step takes."""

    def __init__(self, ctx: Context, model: str) -> None:
        from lifeos_cli.providers.anthropic_batches import Batches
        from lifeos_cli.settings import load

        self.settings = load(ctx.store.paths)
        self._batches = Batches(anthropic(model, self.settings, ctx.store.paths))

    async def __aenter__(self) -> Batches:
        return self._batches

    async def __aexit__(self, *_: object) -> None:
        await self._batches.close()


async def _hand_in(ctx: Context, given: Mapping[str, Any], intent: Mapping[str, Any]) -> str:
    """Hand the requests in and return the batch's id; one that an earlier try has handed in is found again."""
    connected = _Connected(ctx, given["model"])
    async with connected as batches:
        if ctx.job.lease != intent["lease"]:
            earlier = await _earlier(ctx, batches, intent)
            if earlier is not None:
                return earlier
        usage.require_budget(ctx.store, ctx.user_id, connected.settings, given["model"])
        requests = [
            (
                f"{ctx.job.id}-{n}-{piece}",
                asking.request(
                    ctx.store, ctx.user_id, given["readings"][n], piece, observe=intent["observe"]
                ),
            )
            for n, piece in intent["names"]
        ]
        return (await batches.create(requests)).id


async def _earlier(ctx: Context, batches: Batches, intent: Mapping[str, Any]) -> str | None:
    """Return the id of the batch that an earlier try has handed in.

    Of one that has ended, the names of its requests tell whose it is; until then nothing tells but when it was made
    and its size.
    """
    known = {id_of(ctx.store, ctx.user_id, job.id) for job in opened(Queue(ctx.store, ctx.user_id))}
    likely = None
    for batch in await batches.newest(intent["at"] - SKEW):
        if batch.requests != len(intent["names"]) or batch.id in known:
            continue
        if not batch.ended:
            likely = likely or batch.id
        elif await _ours(batches, batch.id, ctx.job.id):
            return batch.id
    return likely


async def _ours(batches: Batches, batch_id: str, job_id: str) -> bool:
    try:
        async with aclosing(batches.results(batch_id)) as results:
            async for result in results:
                return _place(result.name, job_id) is not None
    except UnavailableError:  # its answers are gone
        pass
    return False


async def _fetch(
    ctx: Context, given: Mapping[str, Any], intent: Mapping[str, Any], batch_id: str
) -> dict[str, Any]:
    """Take the answers: a session whose pieces are all there is queued to be read at once, under a key of its own."""
    wanted: dict[int, dict[int, Result | None]] = {}
    for n, piece in intent["names"]:
        wanted.setdefault(n, {})[piece] = None
    read: set[int] = set()
    async with _Connected(ctx, given["model"]) as batches:
        async for result in batches.results(batch_id):
            place = _place(result.name, ctx.job.id)
            if place is None or place[1] not in wanted.get(place[0], {}):
                continue
            pieces = wanted[place[0]]
            pieces[place[1]] = result
            if place[0] not in read and all(one and one.kind == "succeeded" for one in pieces.values()):
                read.add(place[0])
                await ctx.aside(_answer, ctx, place[0], given["readings"][place[0]], pieces)
    failed = {n: why for n, pieces in wanted.items() if n not in read and (why := _final(pieces))}
    left = [n for n in wanted if n not in read and n not in failed]
    if given["round"] >= ROUNDS:
        failed |= dict.fromkeys(left, f"no answer in {ROUNDS} batches")
        left = []
    reasons = [
        {"session_id": given["readings"][n]["session_id"], "reason": why} for n, why in sorted(failed.items())
    ]
    return {"read": len(read), "again": left, "failed": reasons}


def _place(name: str, job_id: str) -> tuple[int, int] | None:
    """Read the name of a request of ours."""
    own, _, rest = name.partition("-")
    n, _, piece = rest.partition("-")
    return (int(n), int(piece)) if own == job_id and n.isdecimal() and piece.isdecimal() else None


def _final(pieces: Mapping[int, Result | None]) -> str:
    """Say why handing a session in again cannot help, or nothing."""
    errors = [one.error for one in pieces.values() if one is not None and one.kind == "errored"]
    return next((f"refused: {error}" for error in errors if error in FINAL), "")


def _answer(
    store: Store, ctx: Context, n: int, reading: Mapping[str, Any], pieces: Mapping[int, Result]
) -> None:
    """Queue the reading of a session with its answers; the same answers twice are one job."""
    answers = [
        {"raw": one.text[: asking.KEPT], "stop": one.stop, "tokens": one.tokens or {}}
        for _, one in sorted(pieces.items())
    ]
    _queue(store, ctx).enqueue("summary", {**reading, "answers": answers}, key=f"{ctx.job.id} {n}")
