"""Reading TOML files that a person edits: errors name the file and the line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class TomlFault(UsageFault):
    """A place in a TOML file that cannot be read."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        edit = "'lifeos config edit'" if path.name == "config.toml" else "an editor"
        hint = f"Correct that line with {edit}; nothing was written."
        super().__init__(f"{path}, line {line}: {what}", hint=hint)
        self.path = path
        self.line = line
        self.what = what


def read_text(path: Path) -> str:
    """Return the file's text; nothing for a file that is not there.

    Raises:
        TomlFault: It is not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return ""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise TomlFault(path, line, "this is not UTF-8 text") from None


def parse(text: str, path: Path) -> dict[str, Any]:
    """Parse the text.

    Raises:
        TomlFault: It is not TOML; the message names the file and the line.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).rpartition(" (at ")
        line = where.removeprefix("line ").partition(",")[0].rstrip(")")
        number = int(line) if line.isdecimal() else text.count("\n") + 1
        raise TomlFault(path, number, f"not valid TOML: {what or error}") from None


def flatten(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Walk the values with their dotted names; an empty table is a value of its own."""
    for plain, value in tree.items():
        name = f'"{plain}"' if "." in plain else plain
        if isinstance(value, dict) and value:
            yield from flatten(value, f"{above}{name}.")
        else:
            yield above + name, value


def line_of(text: str, name: str) -> int:
    """Find the line on which a value of valid TOML begins: where reading it so far first shows it."""
    import tomllib

    lines = text.replace("\r\n", "\n").split("\n")
    whole = 0
    for count in range(1, len(lines) + 1):
        try:
            so_far = tomllib.loads("\n".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue
        if any(found == name or found.startswith(f"{name}.") for found, _ in flatten(so_far)):
            return whole + 1
        whole = count
    return whole
