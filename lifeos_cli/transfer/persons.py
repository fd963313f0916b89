"""Persons of a file that is of several: each is known by an external id, and made when first met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import UsageFault
from lifeos_cli.record import users
from lifeos_cli.text import one_line, storable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.store.database import Store
    from lifeos_cli.transfer.report import Report

_SAME_NAME = 1000


def person(store: Store, doc: Mapping[str, Any], report: Report) -> str:
    """Return the id of the person a `users` document is about; somebody new gets a name nobody has.

    Args:
        store: Where.
        doc: `_id`, and perhaps `externalId`, `name` and `email`.
        report: Where to count.
    """
    external = doc.get("externalId")
    key = (
        storable(external)
        if isinstance(external, str) and 0 < len(external) <= users.TEXT_LIMIT
        else doc["_id"]
    )
    known = next((user for user in users.listed(store) if user.external_id == key), None)
    if known is not None:
        report.there["user"] += 1
        return known.id
    told, email = doc.get("name"), doc.get("email")
    base = one_line(storable(told), users.NAME_LIMIT - 5) if isinstance(told, str) else ""
    texts = {"external_id": key, "email": storable(email) if isinstance(email, str) and email else None}
    for name in (base or "imported", *(f"{base or 'imported'} {n}" for n in range(2, _SAME_NAME))):
        for given in (texts, {**texts, "email": None}):
            try:
                made = users.add(store, name, **given)
            except UsageFault:
                continue
            report.taken["user"] += 1
            return made.id
    raise UsageFault("a person of the file has a name that everybody here has")
