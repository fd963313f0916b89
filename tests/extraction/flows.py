"""Workflows for tests. What they do outside the store is noted in `calls`, or in the file their input names."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import TryAgainError
from lifeos_cli.extraction.failures import NonRetryableError, StepFailedError
from lifeos_cli.extraction.kinds import Kind
from tests.store import make

if TYPE_CHECKING:
    import sqlite3

    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Job

calls: list[str] = []
"""What was computed by steps of this process, in order."""
ended: list[tuple[str, str]] = []
"""Type and status of jobs whose completion hook was called in this process."""
code: dict[str, Any] = {}
"""What `scripted` runs: lets a test change a workflow's code while jobs of it are under way."""


def note(text: str) -> str:
    """Do a step's work."""
    calls.append(text)
    return text.upper()


async def anote(text: str) -> str:
    """Do a step's work on the loop."""
    await asyncio.sleep(0)
    return note(text)


def add_checkin(store: Store, text: str) -> str:
    """Write a row of the record."""
    person = store.conn.execute("SELECT id FROM users").fetchone()[0]
    return make.checkin(store, person, note=text).id


async def echo(ctx: Context) -> Any:
    """One step."""
    return await ctx.step("say", note, str(ctx.input))


async def three(ctx: Context) -> Any:
    """Compute, compute, write; each step leaves a check-in that tells of it."""
    first = await ctx.step("first", note, f"{ctx.input}-1", write=add_checkin)
    second = await ctx.step("second", anote, f"{ctx.input}-2", write=add_checkin)
    third = await ctx.write("third", add_checkin, f"{ctx.input}-3")
    return [first, second, third]


async def failing(ctx: Context) -> Any:
    """Fail as the input says: `again` as often as it says, `never` in a way that trying again cannot help."""

    def attempt() -> str:
        note("try")
        if ctx.input == "never":
            raise NonRetryableError("no use")
        if len(calls) <= int(ctx.input):
            raise TryAgainError("busy")
        return "done"

    return await ctx.step("attempt", attempt)


async def raising(ctx: Context) -> Any:
    """Fail outside any step."""
    note("run")
    raise ValueError(ctx.input)


async def scripted(ctx: Context) -> Any:
    """Run whatever code the test has put in place."""
    return await code["run"](ctx)


async def parent(ctx: Context) -> Any:
    """Run another job, and live with its failure."""
    try:
        return ["child said", await ctx.run(ctx.input["kind"], ctx.input["given"])]
    except StepFailedError as error:
        return ["child failed", error.reason]


async def slow(ctx: Context) -> Any:
    """Take a second of a model's time."""
    await ctx.step("before", note, "before")
    await ctx.step("wait", asyncio.sleep, 60)
    return await ctx.step("after", note, "after")


async def counted(ctx: Context) -> Any:
    """Three steps that each write a row; each call of the model is noted in a file before its answer is there."""
    tag, file = ctx.input["tag"], Path(ctx.input["file"])

    async def ask(step: str) -> str:
        with file.open("a") as opened:  # noqa: ASYNC230 - a line must be there before the answer
            opened.write(f"{tag} {step}\n")
        await asyncio.sleep(ctx.input.get("seconds", 0.02))
        return f"{tag} {step}"

    for step in ("a", "b", "c"):
        await ctx.step(step, ask, step, write=add_checkin)
    return tag


def hook(_conn: sqlite3.Connection, job: Job) -> None:
    """Note that a job has ended."""
    ended.append((job.type, job.status))


def bad_hook(conn: sqlite3.Connection, job: Job) -> None:
    """Write, then fail."""
    conn.execute("DELETE FROM job_steps WHERE job_id = :id", {"id": job.id})
    raise ZeroDivisionError


_HOOK = f"{__name__}:hook"
NAMES = ("echo", "three", "failing", "raising", "scripted", "parent", "slow", "counted")
KNOWN = {name: Kind(name, f"{__name__}:{name}", on_end=_HOOK, backoff=0) for name in NAMES}
KNOWN["counted"] = KNOWN["counted"]._replace(parallelism=100)
KNOWN["badhook"] = Kind("badhook", f"{__name__}:three", on_end=f"{__name__}:bad_hook")
KNOWN["versioned"] = Kind("versioned", f"{__name__}:three", version=7)
