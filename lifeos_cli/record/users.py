"""The people of a store: who a command is for, and adding, renaming and removing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso, now_ms
from lifeos_cli.errors import LifeosError, NotFoundError, UsageFault
from lifeos_cli.ids import handles, ulid
from lifeos_cli.store import transaction, users, vectors_file
from lifeos_cli.store.rows import User
from lifeos_cli.text import one_line, storable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.store.database import Store

NAME_LIMIT = 100
"""Characters of a name."""
TEXT_LIMIT = 200
"""Characters of an email address, external id or onboarding step."""
_TEXTS = ("external_id", "email", "onboarding_step")


def whose(store: Store, typed: str | None) -> User:
    """Return the person a command is for.

    Args:
        store: Where.
        typed: A name, handle, id, external id or email; None means the current person.

    Raises:
        NotFoundError: Nobody answers to it.
    """
    if typed is None:
        found = users.current(store.conn)
        if found is None:
            found = users.all_users(store.conn)[0]
            with store.write() as conn:
                users.make_current(conn, found.id)
        return found
    found = users.find(store.conn, storable(typed.strip()))
    if found is None:
        raise NotFoundError(
            f"nobody here answers to '{one_line(typed, 40)}'.{_near(store, typed)}",
            hint="`lifeos users list` shows who does.",
        )
    return found


def _near(store: Store, typed: str) -> str:
    from difflib import get_close_matches

    names = {user.name.casefold(): user.name for user in users.all_users(store.conn)}
    near = get_close_matches(typed.strip().casefold(), names, n=1, cutoff=0.6)
    return f" Did you mean '{one_line(names[near[0]], 40)}'?" if near else ""


def listed(store: Store) -> list[User]:
    """List everybody, oldest first."""
    return users.all_users(store.conn)


def add(store: Store, name: str, **texts: str | None) -> User:
    """Add a person.

    Args:
        store: Where.
        name: What to call them.
        texts: `external_id`, `email`, `onboarding_step`.

    Raises:
        UsageFault: The name or a text will not do; nothing was written.
    """
    called = valid_name(name)
    values = _valid_texts(texts)
    row_id, at = ulid(), now_ms()
    with store.write() as conn:
        _require_free(store, called, values)
        handle = next(one for one in handles(row_id) if not users.handle_taken(conn, one))
        users.add(
            conn, User(row_id, handle, called, is_current=0, created_at=at, last_active_at=None, **values)
        )
    return whose(store, row_id)


def edit(store: Store, typed: str, **texts: str | None) -> User:
    """Change what is kept about a person; None leaves a text as it is, an empty one clears it.

    Raises:
        NotFoundError: Nobody answers to it.
        UsageFault: No change given, or a text will not do.
    """
    given = {key: value for key, value in texts.items() if value is not None}
    if not given:
        raise UsageFault(
            "nothing to change was given", hint="Give --email, --external-id or --onboarding-step."
        )
    values = _valid_texts(given)
    with store.write() as conn:
        user = whose(store, typed)
        _require_free(store, None, values, but=user.id)
        users.edit(conn, user.id, {key: values[key] for key in given})
    return whose(store, user.id)


def rename(store: Store, typed: str, new: str) -> User:
    """Give a person another name; the handle stays.

    Raises:
        NotFoundError: Nobody answers to it.
        UsageFault: The new name will not do or is taken.
    """
    called = valid_name(new)
    with store.write() as conn:
        user = whose(store, typed)
        _require_free(store, called, {}, but=user.id)
        users.edit(conn, user.id, {"name": called})
    return whose(store, user.id)


def use(store: Store, typed: str) -> User:
    """Make a person the one commands are for.

    Raises:
        NotFoundError: Nobody answers to it.
    """
    with store.write() as conn:
        user = whose(store, typed)
        users.make_current(conn, user.id)
    return whose(store, user.id)


def remove(store: Store, user_id: str) -> User:
    """Delete a person with every row of theirs; there is no way back but a backup.

    Returns:
        The current person after it.

    Raises:
        LifeosError: The last person cannot go.
    """
    with store.write() as conn:
        left = [user for user in users.all_users(conn) if user.id != user_id]
        if not left:
            raise LifeosError(
                "the last person of a store cannot be removed",
                hint="Add another with `lifeos users add NAME`.",
            )
        users.delete(conn, user_id)
        if not any(user.is_current for user in left):
            users.make_current(conn, left[0].id)
    transaction.checkpoint(store.conn, store.path, limit=0)
    if vectors_file.path_of(store.conn).exists():
        from lifeos_cli.memory.forget import person

        person(store, user_id)
    return whose(store, None)


def valid_name(name: str) -> str:
    """Return the name without spaces around.

    Raises:
        UsageFault: It is empty, too long, or not printable.
    """
    called = name.strip()
    if not called or len(called) > NAME_LIMIT or not called.isprintable():
        raise UsageFault(
            f"'{one_line(name, 30)}' is not a name: 1 to {NAME_LIMIT} characters, on one line, no control characters"
        )
    return called


def _valid_texts(texts: Mapping[str, str | None]) -> dict[str, str | None]:
    found: dict[str, str | None] = dict.fromkeys(_TEXTS)
    for key, value in texts.items():
        text = (value or "").strip()
        if len(text) > TEXT_LIMIT or not text.isprintable():
            raise UsageFault(f"{key} must be one line of at most {TEXT_LIMIT} characters")
        if key == "email" and text and not _address(text):
            raise UsageFault(f"'{one_line(text, 40)}' is not an email address")
        found[key] = text or None
    return found


def _address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and host) and "@" not in host and " " not in text


def _require_free(store: Store, name: str | None, texts: Mapping[str, str | None], *, but: str = "") -> None:
    """Make sure that nobody else has the name, in whatever case, or the external id."""
    for user in users.all_users(store.conn):
        if user.id == but:
            continue
        if name is not None and user.name.casefold() == name.casefold():
            raise UsageFault(f"there is somebody called '{one_line(user.name, 40)}' already")
        if texts.get("external_id") and user.external_id == texts["external_id"]:
            raise UsageFault(f"'{one_line(user.name, 40)}' has that external id already")


def public(user: User) -> dict[str, Any]:
    """Return a person as the commands show them."""
    return {
        "id": user.id,
        "handle": user.handle,
        "name": user.name,
        "external_id": user.external_id,
        "email": user.email,
        "onboarding_step": user.onboarding_step,
        "current": bool(user.is_current),
        "created_at": iso(user.created_at),
        "last_active_at": iso(user.last_active_at),
    }
