"""What an audit of memory found, one line each, with what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WIDE = 100


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines; one that says so when there is nothing."""
    if found["ok"]:
        yield "ok"
        return
    for one in found["duplicates"]:
        yield f"twice: {one['tbl']} {' '.join(one['handles'])}: {one_line(one['texts'][0], _WIDE)}"
    for one in found["near_duplicates"]:
        said = " | ".join(one_line(text, _WIDE // 2) for text in one["texts"])
        yield f"nearly twice: {one['tbl']} {' '.join(one['handles'])}: {said}"
    for one in found["orphans"]:
        what = f"tag {one['tag']}" if "tag" in one else f"{one['tbl']} {one['handle'] or one['id']}"
        yield f"source gone: {what} names {one.get('missing', one['id'])}"
    for one in found["stale"]:
        yield f"stale: {one['tbl']} {one['handle']} ({one['reason']}): {one_line(one['text'], _WIDE)}"
    for one in found["contradictions"]:
        yield f"contradiction: lifeos facts why {one['handle']}"
    yield from _index(found["index"])


def _index(index: Mapping[str, Any]) -> Iterator[str]:
    if index["waiting"]:
        those = counted(index["waiting"], "text waits for its vector", "texts wait for their vectors")
        yield f"index: {those} (lifeos jobs run)"
    for problem in index["problems"]:
        yield f"index: {problem} (lifeos memory rebuild)"
