"""Reading a model's answer: nothing of it is believed before it has the shape that was asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.extraction.calling import UnreadableError
from lifeos_cli.extraction.prompt import FIELDS, LIMITS, LONGEST, OPTIONAL
from lifeos_cli.record.extracting import LEAST_SOURCES
from lifeos_cli.text import one_line, storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGEST = 4_000_000
"""Characters of an answer that are read."""
LISTED = 100
"""Rejected items that are listed one by one; the rest is counted."""


def parse(text: str) -> dict[str, Any]:
    """Return an answer as `summary title tags` and lists of valid items by kind, and `rejected`.

    Text around the object, as a code fence, is passed over. Items without the
    right fields are rejected one by one; the object itself must be whole.

    Raises:
        UnreadableError: There is no such object.
    """
    start = text.find("{")
    if start < 0 or len(text) > LARGEST:
        raise UnreadableError("no JSON object" if start < 0 else "the answer is too long")
    try:
        value, _ = json.JSONDecoder().raw_decode(text[start:])
    except (ValueError, RecursionError) as error:
        raise UnreadableError("the JSON is not whole") from error
    if not isinstance(value.get("summary"), str) or not value["summary"].strip():
        raise UnreadableError("'summary' is missing or no text")
    rejected: list[dict[str, str]] = []
    found: dict[str, Any] = {
        "summary": storable(value["summary"]).strip()[: LONGEST["summary"]],
        "title": storable(str(value.get("title") or ""))[: LONGEST["title"]],
        "tags": _tags(value.get("tags")),
    }
    for kind in FIELDS:
        listed = value.get(kind, [])
        if not isinstance(listed, list):
            raise UnreadableError(f"'{kind}' is no list")
        found[kind] = _items(kind, listed, rejected)
    more = len(rejected) - LISTED
    if more > 0:
        rejected[LISTED:] = [{"kind": "all", "reason": f"{more} more were rejected", "text": ""}]
    return {**found, "rejected": rejected}


def _tags(value: Any) -> list[str]:
    words = [storable(one) for one in value if isinstance(one, str)] if isinstance(value, list) else []
    return [one_line(word, 40) for word in words if word.strip()][: LIMITS["tags"]]


def _items(kind: str, listed: Sequence[Any], rejected: list[dict[str, str]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for item in listed:
        reason = _wrong(kind, item) if len(found) < LIMITS[kind] else "too many"
        if reason:
            text = str(item.get("text", "")) if isinstance(item, dict) else ""
            rejected.append({"kind": kind, "reason": reason, "text": one_line(storable(text), 120)})
            continue
        found.append({name: _clean(item.get(name, OPTIONAL.get(name))) for name in FIELDS[kind]})
    return found


def _clean(value: Any) -> Any:
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return storable(value).strip() if isinstance(value, str) else value


def _wrong(kind: str, item: Any) -> str:
    """Say what is wrong with an item."""
    if not isinstance(item, dict):
        return "not an object"
    for name, values in FIELDS[kind].items():
        wrong = _wrong_value(name, values, item.get(name, OPTIONAL.get(name)))
        if wrong:
            return wrong
    return ""


def _wrong_value(name: str, values: tuple[object, ...] | None, value: Any) -> str:
    if name == "quotes":
        return _wrong_quotes(value)
    if values is not None:
        known = not isinstance(value, (bool, list, dict)) and value in values
        return "" if known else f"'{name}' is none of the values asked for"
    if not isinstance(value, str) or not (value.strip() or name in OPTIONAL):
        return f"'{name}' is missing"
    return f"'{name}' is too long" if len(value) > LONGEST.get(name, 40) else ""


def _wrong_quotes(value: Any) -> str:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        return "'quotes' is no list of texts"
    if len(value) < LEAST_SOURCES:
        return "what is inferred needs two sources"
    return "'quotes' is too long" if max(map(len, value)) > LONGEST["quote"] else ""


def merge(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Put the answers about the pieces of a session together: each thing once, its later words taken."""
    found: dict[str, Any] = {
        "summary": " ".join(str(one["summary"]) for one in answers)[: LONGEST["summary"]],
        "title": next((one["title"] for one in answers if one["title"]), ""),
        "tags": list(dict.fromkeys(tag for one in answers for tag in one["tags"]))[: LIMITS["tags"]],
        "rejected": [gone for one in answers for gone in one["rejected"]],
    }
    for kind in FIELDS:
        once = {
            (item["text"].casefold(), item.get("dimension")): item for one in answers for item in one[kind]
        }
        found[kind] = list(once.values())
    return found
