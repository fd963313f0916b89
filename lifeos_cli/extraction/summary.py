"""The kind `summary`: a session is read, what it holds is found by rules or a model, and applied to the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.errors import NotFoundError
from lifeos_cli.extraction.failures import NonRetryableError
from lifeos_cli.ids import ulid
from lifeos_cli.record import extracting
from lifeos_cli.record.connecting import GUIDED, has_key, require_form, stays_here
from lifeos_cli.record.extracting import PARTS
from lifeos_cli.store import extractions, sessions
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Job

KINDS = ("summary", "profile_update", "skill_extraction")
"""What it takes to read a session."""
MODES = ("facts", "insights", "skills", "observations", "goals")
"""Kinds with a setting `extract.KIND`."""


def reader(store: Store, user_id: str, settings: Settings, model: str | None = None) -> str:
    """Return who reads: the model of `models.extraction` if it can and may be asked, else `guided`, the rules.

    Args:
        store: Where agreements are kept.
        user_id: Whose.
        settings: `models.extraction` and where servers are.
        model: Named outright: instead of the setting's, and refused if it may not be used.

    Raises:
        UnavailableError: The model named outright has no known form.
        NotFoundError: It has no key, or the person has not agreed.
    """
    from lifeos_cli.record import consents

    name = model or settings.text("models.extraction")
    vendor = require_form(name)
    if vendor == GUIDED:
        return GUIDED
    keyed = has_key(store.paths, vendor, name)
    agreed = stays_here(name, settings) or bool(consents.granted(store, user_id, consents.SEND, vendor))
    if keyed and agreed:
        return name
    if model is None:
        return GUIDED
    if not keyed:
        raise NotFoundError(f"no key of {vendor} is set", hint=f"Set it: lifeos config key set {vendor}")
    raise NotFoundError(
        f"nothing is sent to {vendor} without your consent",
        hint=f"To agree: lifeos consent set send_to_model on --provider {vendor}",
    )


def version_of(model: str) -> str:
    """Return what a reading is known by: the version of the rules, or of the prompt with its model."""
    from lifeos_cli.extraction.prompt import VERSION as PROMPT
    from lifeos_cli.extraction.rules import VERSION as RULES

    return RULES if model == GUIDED else f"{PROMPT} {model}"


class Plan(NamedTuple):
    """What is to be read of a session."""

    last: str
    """Up to this message."""
    after: str | None
    """From after this one on; None: from the beginning."""


def plan(store: Store, user_id: str, session_id: str, model: str, *, force: bool = False) -> Plan | None:
    """Return what is to be read of a session, or None if there is nothing to do.

    Nothing is done for a session of a crisis, one without a message of the
    person's, and one that was read up to here by the same reader. A session
    that went on is read by a model from where it was read up to; rules read it
    whole, which costs nothing.
    """
    row = sessions.get(store.conn, user_id, session_id)
    spoken = extractions.readable(store.conn, user_id, session_id)
    if row is None or row.safety_level == "crisis" or not any(one.role == "user" for one in spoken):
        return None
    last = spoken[-1].id
    before = extractions.standing(store.conn, user_id, session_id)
    if before is None or before["version"] != version_of(model) or force:
        return Plan(last, None)
    if before["last_message_id"] == last:
        return None
    known = [one.id for one in spoken]
    if model == GUIDED or before["last_message_id"] not in known:
        return Plan(last, None)
    new = spoken[known.index(before["last_message_id"]) + 1 :]
    return Plan(last, str(before["last_message_id"])) if any(one.role == "user" for one in new) else None


def given_for(
    settings: Settings, session_id: str, wanted: Plan, model: str, *, force: bool = False
) -> dict[str, Any]:
    """Return the input of the job that reads a session."""
    given: dict[str, Any] = {
        "session_id": session_id,
        "last_message_id": wanted.last,
        "model": model,
        "modes": {kind: settings.text(f"extract.{kind}") for kind in MODES},
    }
    return given | ({"after": wanted.after} if wanted.after else {}) | ({"force": True} if force else {})


def enqueue(
    queue: Queue, settings: Settings, session_id: str, *, model: str | None = None, force: bool = False
) -> Job | None:
    """Queue the reading of a session; None if there is nothing to do.

    The same session, up to the same message, by the same reader is one job for good, unless it failed, was
    canceled or is forced: then it is a new one.

    Raises:
        UnavailableError: See `reader`.
        NotFoundError: See `reader`.
    """
    name = reader(queue.store, queue.user_id, settings, model)
    wanted = plan(queue.store, queue.user_id, session_id, name, force=force)
    if wanted is None:
        return None
    given = given_for(settings, session_id, wanted, name, force=force)
    return queue_reading(queue, given)


def queue_reading(queue: Queue, given: dict[str, Any]) -> Job:
    """Queue a reading, or return the one that is open already."""
    key = f"{given['session_id']} {given['last_message_id']} {version_of(given['model'])}"
    job = queue.enqueue("summary", given, key=key)
    if job.status in ("completed", "failed", "canceled"):
        job = queue.enqueue("summary", given, key=f"{key} {ulid()}")
    return job


def when_ended(store: Store, user_id: str, settings: Settings, session_id: str) -> Job | None:
    """Queue the reading of a session that has just ended; `jobs run` does it."""
    from lifeos_cli.extraction.queue import Queue

    return enqueue(Queue(store, user_id), settings, session_id)


async def run(ctx: Context) -> Any:
    """Read, extract, apply: each a journalled step."""
    given = ctx.input
    if not isinstance(given, dict):
        raise NonRetryableError("the session this job was made for is gone")
    session_id, last = given["session_id"], given["last_message_id"]
    batched = (last, version_of(given["model"])) if given.get("answers") and not given.get("force") else ()
    skip = await ctx.write("read", unread, ctx.user_id, session_id, *batched)
    if skip:
        return {"skipped": skip}
    if given["model"] == GUIDED:
        found = await ctx.write("extract", by_rules, ctx.user_id, session_id, last)
    else:
        from lifeos_cli.extraction.asking import ask

        found = await ask(ctx, given)
    result: dict[str, Any] = await ctx.write("apply", _apply, ctx.user_id, given, found)
    result["rejected"] = [*found.get("rejected", ()), *result["rejected"]]
    if result.pop("parts", None):
        items = {kind: found.get(kind) or [] for kind in PARTS}
        told = {name: result[name] for name in ("extraction_id", "before_id")}
        part = await ctx.run("profile_update", {"reading": _without_answers(given), "found": items, **told})
        result["applied"] |= part["applied"]
        for name in ("proposed", "rejected"):
            result[name] = [*result[name], *part[name]]
    return result


def _without_answers(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "answers"}


def readable_to(store: Store, user_id: str, session_id: str, last: str) -> list[extractions.Spoken]:
    """List a session's readable messages up to one."""
    found = []
    for one in extractions.readable(store.conn, user_id, session_id):
        found.append(one)
        if one.id == last:
            break
    return found


def unread(store: Store, user_id: str, session_id: str, last: str = "", version: str = "") -> str:
    """Say why there is nothing to read, or nothing; an answer from a batch may come when others have read on."""
    row = sessions.get(store.conn, user_id, session_id)
    if row is None:
        return "the session is gone"
    if row.safety_level == "crisis":
        return "sessions of a crisis are not read"
    before = extractions.standing(store.conn, user_id, session_id) if last else None
    if before and before["version"] == version and before["last_message_id"] >= last:
        return "it was read in the meantime"
    return "" if extractions.last(store.conn, user_id, session_id) else "there is nothing to read"


def by_rules(store: Store, user_id: str, session_id: str, last: str) -> dict[str, Any]:
    """Return what the rules find in a session."""
    from lifeos_cli.extraction.rules.reading import read

    return read([one.content for one in readable_to(store, user_id, session_id, last) if one.role == "user"])


def dry(store: Store, user_id: str, session_id: str) -> Mapping[str, Any]:
    """Return what the rules would find in a whole session; nothing is written or sent."""
    last = extractions.last(store.conn, user_id, session_id)
    return by_rules(store, user_id, session_id, last) if last else {}


def reading_of(given: Mapping[str, Any]) -> extracting.Reading:
    """Return what a session is read by, from a job's input without its answers."""
    model = None if given["model"] == GUIDED else given["model"]
    return extracting.Reading(
        given["session_id"],
        given["last_message_id"],
        version_of(given["model"]),
        model,
        given["modes"],
        given.get("after"),
    )


def _apply(store: Store, user_id: str, given: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    return extracting.apply(store, user_id, reading_of(given), found)


def told(output: Mapping[str, Any]) -> str:
    """Say in one line what came of a reading."""
    if output.get("skipped"):
        return one_line(str(output["skipped"]), 100)
    applied = sorted(output.get("applied", {}).items())
    parts = [f"{count} {kind.removesuffix('s') if count == 1 else kind}" for kind, count in applied]
    rejected, proposed = len(output.get("rejected", ())), len(output.get("proposed", ()))
    parts += [f"{rejected} rejected"] if rejected else []
    parts += [f"{proposed} waiting for your yes (lifeos proposals list)"] if proposed else []
    return ", ".join(parts) or "no rows"
