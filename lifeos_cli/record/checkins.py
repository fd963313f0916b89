"""Check-ins: log, correct, withdraw, and see what is due."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso, local, local_date, now_ms, zone_name
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth import checkins as growth
from lifeos_cli.growth.checkin_items import BY_ID, ITEMS, TEXT_LIMIT, TEXTS, micro_value, scale_value
from lifeos_cli.ids import ulid
from lifeos_cli.store import checkins, users
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import Checkin, free_handle
from lifeos_cli.text import one_line, storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store

TAG_LIMIT = 64
"""Characters of a tag."""
CLOCK_SLACK = 60_000
"""Milliseconds a check-in may lie ahead of the clock before it counts as the future."""


def validated(items: Mapping[str, Any]) -> dict[str, Any]:
    """Check answers by item id; unanswered (None) items are left out.

    Raises:
        UsageFault: An unknown item, or an answer that is out of range.
        NotFoundError: A statement (`micro_item`) that does not exist.
    """
    found: dict[str, Any] = {}
    for name, value in items.items():
        if value is None:
            continue
        item = BY_ID.get(name)
        if item is None:
            raise UsageFault(f"a check-in has no item '{one_line(name, 30)}'")
        if item.is_scale:
            found[name] = scale_value(item, value)
        elif name == "micro_item":
            found[name] = json.dumps(_micro(value))
        elif str(value).strip():
            if len(value) > TEXT_LIMIT:
                raise UsageFault(f"{name} is longer than {TEXT_LIMIT:,} characters")
            found[name] = storable(str(value))
    return found


def _micro(value: str) -> dict[str, object]:
    """Check an answer to a statement, and that there is such a statement."""
    from lifeos_cli.growth.instruments.micro import micro_item

    found = micro_value(value)
    micro_item(str(found["item"]))
    return found


def validated_tags(tags: Sequence[str]) -> list[str]:
    """Return the tags without doubles, `#` and spaces around.

    Raises:
        UsageFault: An empty tag, or one that is too long or has a space or control character in it.
    """
    found: dict[str, None] = {}
    for tag in tags:
        name = tag.strip().lstrip("#")
        if not name or len(name) > TAG_LIMIT or any(c.isspace() or not c.isprintable() for c in name):
            raise UsageFault(f"'{one_line(tag, 30)}' is not a tag: one word of at most {TAG_LIMIT} letters")
        found[name] = None
    return list(found)


def require_past(at: int, now: int) -> None:
    """Refuse an instant that has not come yet.

    Raises:
        UsageFault: It lies in the future.
    """
    if at > now + CLOCK_SLACK:
        raise UsageFault(f"{iso(at)} is in the future", hint="A check-in is about now or before.")


def log(
    store: Store,
    user_id: str,
    items: Mapping[str, Any],
    *,
    windows: Sequence[growth.Window],
    tags: Sequence[str] = (),
    at: int | None = None,
    only_if_due: bool = False,
    origin: str = "cli",
    source: Provenance | None = None,
) -> tuple[Checkin, list[str]] | None:
    """Write one check-in.

    Args:
        store: Where to.
        user_id: Whose.
        items: Answers by item id, as given; checked here.
        windows: The person's check-in windows.
        tags: Words to find it by.
        at: What instant it is about (epoch milliseconds); now if None.
        only_if_due: Write nothing when the slot is filled.
        origin: Where it comes from: cli, chat, imported.
        source: The session and call it was made in; such a check-in can be taken back by `lifeos undo`.

    Returns:
        The row and its tags; None when `only_if_due` declined.

    Raises:
        UsageFault: Nothing in it, a bad answer, or the future; nothing was written.
    """
    now = now_ms()
    answers = validated(items)
    names = validated_tags(tags)
    about = now if at is None else at
    require_past(about, now)
    if not answers:
        raise UsageFault("there is nothing in this check-in", hint="Give at least one item, as --mood 5.")
    row = _row(user_id, answers, about, now, windows, origin)
    with store.write() as conn:
        if only_if_due and checkins.fills(conn, user_id, row.local_date, row.slot):
            return None
        row = row._replace(handle=free_handle(conn, "checkins", user_id, row.id))
        if source is not None:
            row = row._replace(session_id=source.session_id)
        checkins.add(conn, row, names)
        if source is not None:
            source.log(conn, user_id).inserted("checkins", row.id)
        _note_micro(store, user_id, row)
        users.touch(conn, user_id, now)
    return row, sorted(names)


def _note_micro(store: Store, user_id: str, row: Checkin, old: Checkin | None = None) -> None:
    """Keep the profile's evidence in step with the statement a check-in answers."""
    if row.micro_item or (old and old.micro_item):
        from lifeos_cli.record import micro

        micro.note(store, user_id, row, old)


def _row(
    user_id: str,
    answers: Mapping[str, Any],
    about: int,
    now: int,
    windows: Sequence[growth.Window],
    origin: str,
) -> Checkin:
    """Build the row an answer set makes: its day, slot, timing and safety level."""
    here = local(about)
    level, kind = safety_of(answers)
    blank: dict[str, Any] = dict.fromkeys(Checkin._fields)
    blank.update(answers)
    blank.update(
        id=ulid(),
        user_id=user_id,
        at=about,
        local_date=local_date(about),
        tz=zone_name(),
        slot=growth.slot_at(here.hour * 60 + here.minute, windows),
        timing=growth.timing(about, now),
        safety_level=level,
        safety_kind=kind,
        origin=origin,
        created_at=now,
    )
    return Checkin(**blank)


def safety_of(answers: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return the worst safety level of the texts in a check-in, and its kind."""
    from lifeos_cli.safety import classify, worse

    level, kind = "none", None
    for name in TEXTS:
        if answers.get(name):
            verdict = classify(answers[name])
            if worse(verdict.level, level) != level:
                level, kind = verdict.level, verdict.kind
    return level, kind


def find(store: Store, user_id: str, typed: str) -> Checkin:
    """Return the check-in of that handle or id; the id of an older version leads to the newest.

    Raises:
        NotFoundError: There is none.
    """
    row_id = resolve(store.conn, "checkins", user_id, typed, noun="checkins")
    row = checkins.get(store.conn, user_id, row_id)
    while row is not None and row.superseded_by:
        row = checkins.get(store.conn, user_id, row.superseded_by)
    if row is None:
        raise NotFoundError(f"no check-in answers to '{one_line(typed, 40)}'")
    return row


def edit(
    store: Store,
    user_id: str,
    typed: str,
    items: Mapping[str, Any],
    *,
    clear: Sequence[str] = (),
    tags: Sequence[str] | None = None,
) -> tuple[Checkin, list[str]]:
    """Correct a check-in: a new row takes the handle, the old one stays as history.

    Args:
        store: Where.
        user_id: Whose.
        typed: A handle or an id.
        items: New answers; None leaves the old one.
        clear: Items to leave unanswered.
        tags: New tags in place of the old; None keeps them.

    Raises:
        UsageFault: A bad answer, or nothing would be left.
        NotFoundError: No such check-in.
    """
    answers = validated(items)
    unknown = [name for name in clear if name not in BY_ID]
    if unknown:
        raise UsageFault(f"a check-in has no item '{one_line(unknown[0], 30)}'")
    names = None if tags is None else validated_tags(tags)
    with store.write() as conn:
        old = find(store, user_id, typed)
        if old.withdrawn_at is not None:
            raise NotFoundError(f"checkin {old.handle} was withdrawn", hint="Log a new one.")
        merged = {item.id: getattr(old, item.id) for item in ITEMS} | answers | dict.fromkeys(clear)
        if all(value is None for value in merged.values()):
            raise UsageFault(
                "nothing would be left of this check-in", hint="`lifeos checkins rm` withdraws it."
            )
        level, kind = safety_of(merged)
        new = old._replace(
            **merged,
            id=ulid(),
            safety_level=level,
            safety_kind=kind,
            supersedes=old.id,
            external_id=None,
            source=None,
            created_at=now_ms(),
        )
        kept = checkins.tags_of(conn, user_id, [old.id])[old.id]
        checkins.supersede(conn, user_id, old.id, new.id)
        checkins.add(conn, new, kept if names is None else names)
        _note_micro(store, user_id, new, old)
    return new, sorted(kept if names is None else names)


def withdraw(store: Store, user_id: str, typed: str) -> Checkin:
    """Take a check-in out of everything that counts; it stays in the log.

    Raises:
        NotFoundError: There is none, or it was withdrawn before.
    """
    with store.write() as conn:
        row = find(store, user_id, typed)
        if row.withdrawn_at is not None:
            raise NotFoundError(f"checkin {row.handle} was withdrawn before")
        checkins.withdraw(conn, user_id, row.id, now_ms())
        _note_micro(store, user_id, row._replace(withdrawn_at=now_ms()))
    return row


def due(store: Store, user_id: str, windows: Sequence[growth.Window]) -> dict[str, Any] | None:
    """Return the slot that is due now, or None when it is filled."""
    now = now_ms()
    here = local(now)
    slot = growth.slot_at(here.hour * 60 + here.minute, windows)
    if checkins.fills(store.conn, user_id, local_date(now), slot):
        return None
    window = growth.window_of(slot, windows)
    return {"slot": slot, "local_date": local_date(now), "window": str(window) if window else None}


def public(row: Checkin, tags: Sequence[str]) -> dict[str, Any]:
    """Return a check-in as the commands show it: keys are the ids of the protocol's items, and `safety`."""
    return {
        "id": row.id,
        "handle": row.handle,
        "at": iso(row.at),
        "local_date": row.local_date,
        "tz": row.tz,
        "slot": row.slot,
        "timing": row.timing,
        **{item.id: getattr(row, item.id) for item in ITEMS if item.id != "micro_item"},
        "micro_item": json.loads(row.micro_item) if row.micro_item else None,
        "tags": list(tags),
        "safety": {"level": row.safety_level, "kind": row.safety_kind},
        "session_id": row.session_id,
        "origin": row.origin,
        "supersedes": row.supersedes,
        "withdrawn_at": iso(row.withdrawn_at),
        "created_at": iso(row.created_at),
    }
