"""Asking a model about a session: one call a piece, one chance to repair an answer, then the dead letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.extraction import calling, prompt
from lifeos_cli.extraction.answer import merge, parse
from lifeos_cli.extraction.failures import NonRetryableError
from lifeos_cli.providers.base import ChatMessage, Request
from lifeos_cli.record import consents
from lifeos_cli.record.connecting import connect
from lifeos_cli.store import extractions, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.store.database import Store

ANSWER = 8_000
"""Tokens of an answer at most."""
KEPT = calling.KEPT


async def ask(ctx: Context, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a model finds in a session, all pieces merged.

    Each call is a step of its own with its row of usage. An answer that cannot
    be read is asked for once more; after that the job fails for good, and both
    answers stay in its journal (`lifeos jobs show`). Answers that came in a
    batch stand in the job's input and are not asked for again.

    Args:
        ctx: The job.
        given: Its input (see `summary.enqueue`).

    Raises:
        NonRetryableError: An answer could not be read.
        StepFailedError: The model could not be asked.
    """
    observe = bool(consents.granted(ctx.store, ctx.user_id, consents.OBSERVATIONS))
    observe = await ctx.write("consent", _same, observe)
    after = (given["after"],) if given.get("after") else ()
    count = await ctx.write(
        "pieces", _count, ctx.user_id, given["session_id"], given["last_message_id"], *after
    )
    answers = []
    for n in range(count):
        kept = await _call(ctx, f"ask {n + 1}", given, n, observe, "")
        if kept["problem"]:
            kept = await _call(ctx, f"repair {n + 1}", given, n, observe, kept["problem"])
        if kept["problem"]:
            raise NonRetryableError(f"the answer of {given['model']} cannot be used: {kept['problem']}")
        answers.append(kept["found"])
    return merge(answers)


def _same(_store: Store, value: bool) -> bool:
    return value


def pieces(store: Store, user_id: str, given: Mapping[str, Any]) -> list[str]:
    """Return what is read of a session, in pieces: all of it, or what came after the last reading."""
    from lifeos_cli.extraction.summary import readable_to

    spoken = readable_to(store, user_id, given["session_id"], given["last_message_id"])
    new = next((n + 1 for n, one in enumerate(spoken) if one.id == given.get("after")), 0)
    first = max(new - prompt.BESIDE, 0)
    return prompt.chunks(spoken[first:], read=new - first)


def _count(store: Store, user_id: str, session_id: str, last: str, after: str | None = None) -> int:
    return len(pieces(store, user_id, {"session_id": session_id, "last_message_id": last, "after": after}))


def request(
    store: Store, user_id: str, given: Mapping[str, Any], n: int, *, observe: bool, problem: str = ""
) -> Request:
    """Return the call about one piece of a session.

    Args:
        store: Where.
        user_id: Whose.
        given: As in `ask`.
        n: Which piece, from 0.
        observe: Whether observations are asked for.
        problem: Why the last answer could not be read; empty the first time.
    """
    row = sessions.get(store.conn, user_id, given["session_id"]) if given.get("after") and n == 0 else None
    said = prompt.ask_about(
        pieces(store, user_id, given)[n],
        known=extractions.standing_facts(store.conn, user_id, prompt.KNOWN),
        so_far=(row.summary or "") if row is not None else "",
    )
    text = f"Today is {local_date(now_ms())}.\n{said}"
    if problem:
        text += f"\n\nYour last answer could not be read: {problem}. Answer with the whole JSON object only."
    return Request(
        [ChatMessage("user", text)],
        prompt.system(observe=observe),
        max_tokens=ANSWER,
        schema=prompt.schema(observe=observe),
    )


async def _call(
    ctx: Context, name: str, given: Mapping[str, Any], n: int, observe: bool, problem: str
) -> dict[str, Any]:
    """Take one step: `found`, or `problem` and `raw` (see `calling.read`)."""
    model, last, session_id = given["model"], given["last_message_id"], given["session_id"]
    batched = None if problem else _batched(given, n)
    heard: list[calling.Said] = []

    async def fetch(_model: str, _last: str, n: int, observe: bool, problem: str) -> dict[str, Any]:
        asked = request(ctx.store, ctx.user_id, given, n, observe=observe, problem=problem)
        said = batched or await calling.hear(ctx, model, asked, session_id, connected=connect)
        heard[:] = [said]
        return calling.read(said, parse)

    def note(store: Store, _answer: dict[str, Any]) -> None:
        calling.note(store, ctx.user_id, model, session_id, heard[0], half=batched is not None)

    kept: dict[str, Any] = await ctx.step(name, fetch, model, last, n, observe, problem, write=note)
    return kept


def _batched(given: Mapping[str, Any], n: int) -> calling.Said | None:
    """Return the answer to a piece that came in a batch."""
    answers = given.get("answers") or []
    if n >= len(answers):
        return None
    return calling.Said(answers[n]["raw"], answers[n]["stop"], answers[n]["tokens"])
