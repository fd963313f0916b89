"""Changing TOML files that a person edits: every comment stays, and no write is half done."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import LifeosError, UsageFault
from lifeos_cli.locks import exclusive
from lifeos_cli.paths import private_dir
from lifeos_cli.tomlfile import flatten, parse, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping


def change(path: Path, names: tuple[str, ...], value: object) -> bool:
    """Set a value in the file, or take it out, and leave the rest as the person wrote it.

    One process at a time changes the files of a folder, so two that set
    different keys at once both succeed.

    Args:
        path: The file; created if missing, written through a link.
        names: The key's name, table by table.
        value: What to set, or None to take the key out.

    Returns:
        Whether the file has changed.

    Raises:
        TomlFault: The file is not valid TOML; nothing is written.
        LifeosError: The file is laid out so that the key cannot be changed safely.
    """
    private_dir(path.parent)
    with exclusive(path.parent / ".lock"):
        before = read_text(path)
        expected = parse(before, path)
        _apply(expected, names, value)
        after = _edited(before, names, value, path)
        if _values(parse(after, path)) != _values(expected):
            raise _unsafe(path)
        if after != before:
            replace(path, after)
        return after != before


def _edited(text: str, names: tuple[str, ...], value: object, path: Path) -> str:
    """Change the text, keeping comments and layout."""
    import tomlkit

    try:
        document = tomlkit.parse(text)
        _apply(document, names, value, table=tomlkit.table)
        after = tomlkit.dumps(document)
        parse(after, path)
    except (tomlkit.exceptions.TOMLKitError, UsageFault, LookupError, TypeError, ValueError):
        raise _unsafe(path) from None
    return after


def _unsafe(path: Path) -> LifeosError:
    return LifeosError(
        f"{path} is laid out in a way that cannot be changed safely; nothing was written",
        hint="Edit it by hand.",
    )


def _apply(
    tree: MutableMapping[str, Any],
    names: tuple[str, ...],
    value: object,
    table: Callable[[], Any] = dict,
) -> None:
    """Set or take out the value; a table that this leaves with nothing, not even a comment, goes too."""
    first, *rest = names
    if not rest:
        if value is None:
            tree.pop(first, None)
        else:
            tree[first] = value
        return
    if not isinstance(tree.get(first), dict):
        if value is None:
            return
        tree[first] = table()
    _apply(tree[first], tuple(rest), value, table)
    if value is None and not tree[first] and not _says_something(tree[first]):
        del tree[first]


def _says_something(emptied: object) -> bool:
    """Whether a table without values still holds a person's comment."""
    trivia = getattr(emptied, "trivia", None)
    body = emptied.as_string().strip() if hasattr(emptied, "as_string") else ""
    return bool(getattr(trivia, "comment", "")) or body not in {"", "{}"}


def _values(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the file says, by dotted name; an empty table says nothing."""
    return {name: value for name, value in flatten(tree) if value != {}}


def replace(path: Path, text: str) -> None:
    """Write the whole file at once, 0600; a crash leaves the old one or the new one, never a part."""
    import tempfile

    target = Path(os.path.realpath(path))
    private_dir(target.parent)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
