"""One coach file: read, checked, and what is wrong with it told by line and key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lifeos_cli.providers.guided.parse import parse
from lifeos_cli.providers.guided.table import Problem
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from lifeos_cli.providers.guided.model import Coach

BUILT_IN: Final = Path(__file__).with_name("protocols")
"""Where the coaches that come with the program lie, one file each, named by its id."""

_AT_LINE = re.compile(r"\(at line (\d+)")
_LONGEST = 300


def load(path: Path) -> tuple[Coach | None, list[str]]:
    """Read a coach file.

    Returns:
        The coach and no problems, or None and every problem as `file:line: key: message`.
    """
    import tomllib

    try:
        text = path.read_bytes().decode("utf-8")
        raw = tomllib.loads(text)
    except OSError as error:
        return None, [f"{path}:1: file: {error.strerror or 'cannot be read'}"]
    except UnicodeDecodeError:
        return None, [f"{path}:1: file: is not UTF-8 text"]
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else max(len(text.splitlines()), 1)
        return None, [f"{path}:{line}: syntax: {one_line(str(error), _LONGEST)}"]
    except RecursionError:
        return None, [f"{path}:1: syntax: nested too deeply"]
    return _checked(path, text, raw)


def problems(path: Path) -> list[str]:
    """Return everything that is wrong with a coach file, as `file:line: key: message`."""
    return load(path)[1]


def _checked(path: Path, text: str, raw: dict[str, Any]) -> tuple[Coach | None, list[str]]:
    coach, found = parse(raw)
    if coach and coach.id != path.stem:
        found = [Problem(("id",), f'must be the name of the file: "{path.stem}"')]
    if not found:
        return coach, []

    from lifeos_cli.coach.toml_lines import line_of

    listed = sorted(
        (line_of(text, problem.where), problem.key or "file", problem.message) for problem in found
    )
    return None, [f"{path}:{line}: {key}: {one_line(message, _LONGEST)}" for line, key, message in listed]
