"""The frames: what people say when they are in danger, one data file a group of kinds.

`index.txt` is derived from them (`python -m tests.safety.frame_index`): it names, for every line of every
frame, the words without which it cannot match, so that calm text compiles nothing.
"""

from __future__ import annotations

from functools import cache

from lifeos_cli.safety.frames.base import Frame, Line

GROUPS = ("suicide", "selfharm", "abuse", "violence", "medical", "despair", "others", "edges", "idioms")
_KEY = 4
IDIOM = "idiom"
"""The frame of figures of speech: what it matches is put out of sight."""


@cache
def load() -> tuple[Frame, ...]:
    """Return every frame; the data files are read once, and no pattern is compiled here."""
    return tuple(frame for group in GROUPS for frame in _read(group))


@cache
def _lines() -> tuple[Line, ...]:
    return tuple(Line(frame, text) for frame in load() for text in frame.lines)


@cache
def _index() -> tuple[dict[str, str], list[str], frozenset[str], int]:
    """Return the words that open lines, each line's second list, the alarming words, and the first idiom's number."""
    first, second, alarming, idioms = _text("index.txt").split("\n\n")
    opens = dict(row.split(" ", 1) for row in first.split("\n"))
    return opens, second.split("\n"), frozenset(alarming.split()), int(idioms)


def keys(words: set[str] | frozenset[str]) -> set[str]:
    """Return the beginnings by which the index knows words."""
    return {word[:_KEY] for word in words} | {
        word[: _KEY - 1] + "*" for word in words if len(word) >= _KEY - 1
    }


def triggered(known: set[str]) -> list[Line]:
    """Return the lines that a sentence with these word beginnings may match; idioms alone do not count."""
    opens, second, _, idioms = _index()
    numbers = {int(n) for key in known if key in opens for n in opens[key].split()}
    fit = [n for n in sorted(numbers) if second[n] == "-" or not known.isdisjoint(second[n].split())]
    return [_lines()[n] for n in fit] if fit and fit[0] < idioms else []


def alarming(known: set[str]) -> bool:
    """Tell whether any of these word beginnings is worth the weighted layer's time."""
    return not _index()[2].isdisjoint(known)


def compiled() -> int:
    """Return how many lines have been compiled so far."""
    return sum(line.compiled for line in _lines()) if _lines.cache_info().currsize else 0


def _text(name: str) -> str:
    folder = __file__.rpartition("__init__")[0]
    with open(f"{folder}{name}", encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs a start-up
        return file.read()


def _read(group: str) -> list[Frame]:
    """Read one data file.

    `@` opens a frame (name, kind, weight, guards), `!` lists words that rule it out; other lines are alternatives.
    """
    frames: list[Frame] = []
    for line in _text(f"{group}.frames").split("\n"):
        mark, rest = line[:2], line[2:]
        if mark == "@ ":
            name, kind, weight, guards = rest.split()
            frames.append(Frame(name, kind, int(weight), guards))
        elif mark == "! ":
            frames[-1].unless = frozenset(rest.split())
        elif line and mark != "# ":
            frames[-1].lines.append(line)
    return frames
