"""Asking a model about a session: one call a piece, one chance to repair an answer, then the dead letters."""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.extraction import prompt
from lifeos_cli.extraction.answer import UnreadableError, merge, parse
from lifeos_cli.extraction.failures import NonRetryableError
from lifeos_cli.providers.base import ChatMessage, Request, Stopped, TextDelta, Usage
from lifeos_cli.record import consents, prices, usage
from lifeos_cli.record.connecting import connect

if TYPE_CHECKING:
    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.providers.base import Provider
    from lifeos_cli.store.database import Store

ANSWER = 8_000
"""Tokens of an answer at most."""
KEPT = 100_000
"""Characters of an answer that are kept in the journal."""


async def ask(ctx: Context, model: str, session_id: str, last: str) -> dict[str, Any]:
    """Return what a model finds in a session, all pieces merged.

    Each call is a step of its own with its row of usage. An answer that cannot
    be read is asked for once more; after that the job fails for good, and both
    answers stay in its journal (`lifeos jobs show`).

    Raises:
        NonRetryableError: An answer could not be read.
        StepFailedError: The model could not be asked.
    """
    observe = bool(consents.granted(ctx.store, ctx.user_id, "ai_observations"))
    observe = await ctx.write("consent", _same, observe)
    count = await ctx.write("pieces", _count, ctx.user_id, session_id, last)
    answers = []
    for n in range(count):
        kept = await _call(ctx, f"ask {n + 1}", model, session_id, last, n, observe, "")
        if kept["problem"]:
            kept = await _call(ctx, f"repair {n + 1}", model, session_id, last, n, observe, kept["problem"])
        if kept["problem"]:
            raise NonRetryableError(f"the answer of {model} cannot be used: {kept['problem']}")
        answers.append(kept["found"])
    return merge(answers)


def _same(_store: Store, value: bool) -> bool:
    return value


def _pieces(store: Store, user_id: str, session_id: str, last: str) -> list[str]:
    from lifeos_cli.extraction.summary import readable_to

    return prompt.chunks(readable_to(store, user_id, session_id, last))


def _count(store: Store, user_id: str, session_id: str, last: str) -> int:
    return len(_pieces(store, user_id, session_id, last))


async def _call(
    ctx: Context, name: str, model: str, session_id: str, last: str, n: int, observe: bool, problem: str
) -> dict[str, Any]:
    """Take one step: `found`, or `problem`, why the answer cannot be read, with the answer as it came in `raw`."""

    async def fetch(model: str, _last: str, n: int, observe: bool, problem: str) -> dict[str, Any]:
        from lifeos_cli.settings import load

        settings = load(ctx.store.paths)
        usage.require_budget(ctx.store, ctx.user_id, settings, model)
        piece = _pieces(ctx.store, ctx.user_id, session_id, last)[n]
        text = f"Today is {local_date(now_ms())}.\n{prompt.ask_about(piece)}"
        if problem:
            text += (
                f"\n\nYour last answer could not be read: {problem}. Answer with the whole JSON object only."
            )
        request = Request([ChatMessage("user", text)], prompt.system(observe=observe), max_tokens=ANSWER)
        return await _heard(connect(model, settings, ctx.store.paths), request)

    def note(store: Store, answer: dict[str, Any]) -> dict[str, Any]:
        call = usage.Call(
            ctx.user_id,
            "extraction",
            model.partition("/")[0],
            model,
            answer["status"],
            session_id,
            input_tokens=answer["tokens"][0],
            output_tokens=answer["tokens"][1],
            latency_ms=answer["ms"],
        )
        usage.note(store.conn, call, prices.load(store.paths))
        return {name: answer[name] for name in ("raw", "problem", "found")}

    kept: dict[str, Any] = await ctx.step(name, fetch, model, last, n, observe, problem, write=note)
    return kept


async def _heard(provider: Provider, request: Request) -> dict[str, Any]:
    """Hear an answer out. A busy or unreachable model raises; one that refuses has a problem."""
    began, said, stop = time.monotonic(), [], None
    tokens: tuple[int | None, int | None] = (None, None)
    async with aclosing(provider.stream(request)) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                said.append(event.text)
            elif isinstance(event, Usage):
                tokens = (event.input_tokens, event.output_tokens)
            elif isinstance(event, Stopped):
                stop = event.reason
    raw = "".join(said)
    problem = "the model refused" if stop == "refusal" else ""
    found: dict[str, Any] | None = None
    try:
        found = parse(raw)
    except UnreadableError as error:
        problem = problem or (f"it was cut off ({error})" if stop == "max_tokens" else str(error))
    took = round((time.monotonic() - began) * 1000)
    return {
        "raw": raw[:KEPT] if problem else "",
        "problem": problem,
        "found": None if problem else found,
        "status": "success",
        "tokens": list(tokens),
        "ms": took,
    }
