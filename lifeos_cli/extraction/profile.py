"""The kinds `profile_update` and `skill_extraction`: what a session shows of the person goes into the log.

A model's readings are never scores. They are checked, put together, and
appended; profile and levels are computed from the log by rule.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from lifeos_cli.extraction import summary
from lifeos_cli.record import extracting, skill_likeness, snapshots
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.paths import Paths

NOTHING: dict[str, Any] = {"applied": {}, "proposed": [], "rejected": []}


async def update(ctx: Context) -> Any:
    """Read, analyse, keep the snapshots that are due, append observations, then skills; each journalled.

    The input is of `summary`: `reading`, `found` (items by kind), `extraction_id`, `before_id`.
    """
    given = ctx.input
    if not isinstance(given, dict):
        return NOTHING
    skip = await ctx.write("read", summary.unread, ctx.user_id, given["reading"]["session_id"])
    if skip:
        return {**NOTHING, "skipped": skip}
    seen = await ctx.write("analyse", _analyse, ctx.user_id, given)
    await ctx.write("snapshot", _settle, ctx.user_id)
    result = await ctx.write(
        "append observations", _append, ctx.user_id, given, "observations", seen["items"]
    )
    skills = await ctx.run("skill_extraction", given)
    return {
        "applied": {**result["applied"], **skills["applied"]},
        "proposed": [*result["proposed"], *skills["proposed"]],
        "rejected": [*seen["rejected"], *result["rejected"], *skills["rejected"]],
    }


async def skills(ctx: Context) -> Any:
    """Add the evidence of skills; the input is the one of `profile_update`.

    A name that means a skill there is (`record.skill_likeness`) becomes evidence of that one.
    """
    given = ctx.input
    if not isinstance(given, dict):
        return NOTHING
    items = given["found"]["skills"]
    names = sorted({str(item["text"]) for item in items})
    meant = (
        await ctx.step("match names", partial(_meant, ctx.store.paths, ctx.user_id), names) if names else {}
    )
    items = [{**item, "text": meant.get(item["text"], item["text"])} for item in items]
    return await ctx.write("append evidence", _append, ctx.user_id, given, "skills", items)


def _meant(paths: Paths, user_id: str, names: list[str]) -> dict[str, str]:
    with Store(paths, create=False) as store:
        return skill_likeness.standing(store, user_id, names, _embedder)


@cache
def _embedder() -> Embedder:
    from lifeos_cli.memory.index.model import open_embedder

    return open_embedder("builtin")


def _analyse(store: Store, user_id: str, given: Mapping[str, Any]) -> dict[str, Any]:
    seen = given["found"]["observations"]
    items, rejected = extracting.verified(store, user_id, given["reading"]["session_id"], seen)
    return {"items": items, "rejected": rejected}


def _settle(store: Store, user_id: str) -> int:
    return len(snapshots.settle(store, user_id))


def _append(
    store: Store, user_id: str, given: Mapping[str, Any], kind: str, items: list[dict[str, Any]]
) -> dict[str, Any]:
    reading = summary.reading_of(given["reading"])
    return extracting.apply_part(
        store, user_id, reading, {kind: items}, kind, given["extraction_id"], given["before_id"]
    )
