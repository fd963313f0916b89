"""Conversations as ChatGPT and Claude export them: one element of an array each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.text import storable
from lifeos_cli.transfer.json_items import elements
from lifeos_cli.transfer.jsonl_read import parsed
from lifeos_cli.transfer.lines import Said, UnusableError
from lifeos_cli.transfer.units import Unit, key_of, moment, talk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from lifeos_cli.transfer.json_items import Element

VALUES = 1_000_000
"""Strings, lists and objects in one conversation; one with more is skipped."""
_SPOKEN = ("text", "multimodal_text")
"""Content of ChatGPT that is words to somebody: not code, thoughts, results or instructions."""
_SENDERS = {"human": "user", "assistant": "assistant"}


def chatgpt(stream: BinaryIO, first: int = 1) -> Iterator[Unit]:
    """Read `conversations.json` of ChatGPT: of each tree the branch that is shown."""
    return _units(stream, first, _tree)


def claude(stream: BinaryIO, first: int = 1) -> Iterator[Unit]:
    """Read `conversations.json` of Claude."""
    return _units(stream, first, _list)


def _units(stream: BinaryIO, first: int, read: Callable[[int, dict[str, Any]], Unit]) -> Iterator[Unit]:
    for element in elements(stream, ("conversations",)):
        number = element.number + first - 1
        try:
            value, repaired = value_of(element)
            unit = read(number, value)
        except UnusableError as error:
            yield Unit(number, problem=error.message)
            continue
        note = "; ".join(
            filter(None, (unit.note, "bytes that are no UTF-8 became U+FFFD" if repaired else ""))
        )
        yield unit._replace(size=len(element.raw), note=note)


def value_of(element: Element) -> tuple[dict[str, Any], bool]:
    """Parse an element; returns it, and whether bytes of it were no text.

    Raises:
        UnusableError: It is no object.
    """
    if element.problem:
        raise UnusableError(element.problem)
    line = parsed(element.number, element.raw, VALUES)
    if line.problem:
        raise UnusableError(line.problem)
    return line.value, line.repaired


def _tree(number: int, value: dict[str, Any]) -> Unit:
    """Read a tree of ChatGPT: from the current message up to the root, then in the order it was said."""
    row_id = key_of(value.get("conversation_id") or value.get("id"))
    nodes = value.get("mapping")
    if not isinstance(nodes, dict):
        raise UnusableError("no mapping: not a conversation")
    branch = _branch(nodes, value.get("current_node"))
    said, wordless = [], 0
    for key in branch:
        one = _node(number, row_id, key, nodes[key])
        if isinstance(one, Said):
            said.append(one)
        else:
            wordless += one
    shown = set(branch)
    beside = sum(
        isinstance(_node(number, row_id, key, node), Said) for key, node in nodes.items() if key not in shown
    )
    return _unit(number, row_id, value, said, wordless, beside, "create_time")


def _branch(nodes: dict[str, Any], current: Any) -> list[str]:
    """Return the keys from the root to the current node, or to the leaf said last if that is not there."""
    key = current if isinstance(current, str) and current in nodes else _last_leaf(nodes)
    found: dict[str, None] = {}
    while isinstance(key, str) and key in nodes and key not in found:
        found[key] = None
        key = nodes[key].get("parent") if isinstance(nodes[key], dict) else None
    return list(reversed(found))


def _last_leaf(nodes: dict[str, Any]) -> str | None:
    parents = {
        node.get("parent")
        for node in nodes.values()
        if isinstance(node, dict) and _is_key(node.get("parent"))
    }
    leaves = [key for key in nodes if key not in parents]

    def said_at(key: str) -> float:
        message = nodes[key].get("message") if isinstance(nodes[key], dict) else None
        return moment(message.get("create_time"), "create_time") or 0 if isinstance(message, dict) else 0

    return max(leaves or nodes, key=said_at, default=None)


def _is_key(value: Any) -> bool:
    return isinstance(value, str)


def _node(number: int, session: str, key: str, node: Any) -> Said | int:
    """Return what a node says, or 1 if somebody spoke without words, or 0 if nobody spoke."""
    message = node.get("message") if isinstance(node, dict) else None
    if not isinstance(message, dict):
        return 0
    author, content, about = (message.get(name) for name in ("author", "content", "metadata"))
    role = author.get("role") if isinstance(author, dict) else None
    hidden = isinstance(about, dict) and about.get("is_visually_hidden_from_conversation") is True
    if role not in ("user", "assistant") or not isinstance(content, dict) or hidden:
        return 0
    if content.get("content_type") not in _SPOKEN or message.get("recipient") not in (None, "all"):
        return 0
    parts = content.get("parts")
    texts = [_part(part) for part in parts] if isinstance(parts, list) else []
    text = "\n\n".join(filter(None, texts))
    if not text.strip():
        return int(any(not isinstance(part, str) for part in parts or ()) if isinstance(parts, list) else 0)
    row_id = message.get("id") if isinstance(message.get("id"), str) and message["id"] else key
    return Said(
        number, key_of(row_id), session, role, text, moment(message.get("create_time"), "create_time")
    )


def _part(part: Any) -> str:
    """Return the words of a part: itself, or what was spoken in it."""
    if isinstance(part, str):
        return storable(part)
    spoken = part.get("text") if isinstance(part, dict) else None
    return storable(spoken) if isinstance(spoken, str) else ""


def _list(number: int, value: dict[str, Any]) -> Unit:
    """Read a conversation of Claude."""
    row_id = key_of(value.get("uuid"), "uuid")
    messages = value.get("chat_messages")
    if not isinstance(messages, list):
        raise UnusableError("no chat_messages: not a conversation")
    said, wordless = [], 0
    for one in messages:
        role = _SENDERS.get(str(one.get("sender"))) if isinstance(one, dict) else None
        if role is None:
            continue
        text = _claude_text(one)
        if not text.strip():
            wordless += 1
            continue
        at = moment(one.get("created_at"), "created_at")
        said.append(Said(number, key_of(one.get("uuid"), "uuid of a message"), row_id, role, text, at))
    return _unit(number, row_id, value, said, wordless, 0, "created_at")


def _claude_text(message: dict[str, Any]) -> str:
    """Return the words of a message: its content's texts, else its text."""
    content = message.get("content")
    texts = [
        storable(part["text"])
        for part in (content if isinstance(content, list) else ())
        if isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str)
    ]
    whole = "\n\n".join(text for text in texts if text.strip())
    plain = message.get("text")
    return whole or (storable(plain) if isinstance(plain, str) else "")


def _unit(
    number: int,
    row_id: str,
    value: dict[str, Any],
    said: list[Said],
    wordless: int,
    beside: int,
    time_key: str,
) -> Unit:
    if not said:
        raise UnusableError("no words in it")
    notes = []
    if wordless:
        notes.append(f"{wordless:,} without words (pictures, files) left out")
    if beside:
        notes.append(f"{beside:,} of branches that are not shown left out")
    at = moment(value.get(time_key), time_key)
    title = value.get("title") if "title" in value else value.get("name")
    head = talk(number, row_id, title, at, summary=value.get("summary"))
    return Unit(number, (head, *said), note="; ".join(notes))
