"""Makes `frames/index.txt`: which words a sentence must hold before a line of a frame is worth compiling.

Run `python -m tests.safety.frame_index` after changing a `.frames` file; a test compares.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from lifeos_cli.safety import frames, normal, weighing
from lifeos_cli.safety.frames.base import expand

_PARSER: Any = getattr(re, "_parser")  # noqa: B009 - the parser of `re` has no public name
INDEX = Path(frames.__file__).with_name("index.txt")
KEY = 4

TRAIN = Path(__file__).with_name("data") / "train.jsonl"


@cache
def _common() -> Counter[str]:
    """Return how often a word beginning stands in everyday notes: rare ones make the better gates."""
    seen: Counter[str] = Counter()
    for row in TRAIN.read_text(encoding="utf-8").splitlines():
        utterance = json.loads(row)
        if utterance["expected"] == "none":
            seen.update(frames.keys(set(normal.tokens(normal.fold(utterance["text"])))))
    return seen


def _key(word: str, *, complete: bool) -> str | None:
    if len(word) >= KEY:
        return word[:KEY]
    if complete and word:
        return word
    return f"{word}*" if len(word) == KEY - 1 else None


def _cost(keys: frozenset[str]) -> float:
    return sum(_common()[key] + 0.5 for key in keys)


def _ends_blank(items: Any) -> bool:
    """Tell whether every reading of the items ends with a blank."""
    if not items:
        return False
    op, arg = items[-1]
    name = str(op)
    if name == "LITERAL":
        return bool(chr(arg) == " ")
    if name == "SUBPATTERN":
        return _ends_blank(arg[-1])
    if name == "BRANCH":
        return all(_ends_blank(branch) for branch in arg[1])
    if name in {"MAX_REPEAT", "MIN_REPEAT"}:
        return _ends_blank(arg[2])
    return False


def _starts_blank(items: Any) -> bool:
    if not items:
        return False
    op, arg = items[0]
    name = str(op)
    if name == "LITERAL":
        return bool(chr(arg) == " ")
    if name == "SUBPATTERN":
        return _starts_blank(arg[-1])
    if name == "BRANCH":
        return all(_starts_blank(branch) for branch in arg[1])
    if name in {"MAX_REPEAT", "MIN_REPEAT"}:
        return _starts_blank(arg[2])
    return False


class _Walk:
    """Collects the sets of words of which one must be there."""

    def __init__(self, *, at_start: bool, at_end: bool) -> None:
        self.found: list[frozenset[str]] = []
        self.word = ""
        self.ok = at_start
        self.fuzzy = False
        self.at_end = at_end

    def flush(self, *, complete: bool) -> None:
        if self.ok and self.word:
            key = _key(self.word, complete=complete and not self.fuzzy)
            if key:
                self.found.append(frozenset({key}))
        self.word, self.fuzzy = "", False

    def run(self, items: Any) -> list[frozenset[str]]:
        todo = [item for item in items if str(item[0]) not in {"AT", "ASSERT", "ASSERT_NOT"}]
        for i, (op, arg) in enumerate(todo):
            rest = todo[i + 1 :]
            name = str(op)
            if name == "LITERAL":
                self._letter(chr(arg))
            elif name in {"MAX_REPEAT", "MIN_REPEAT"}:
                self._repeat(arg, rest)
            elif name == "SUBPATTERN":
                self._branches([arg[-1]], rest)
            elif name == "BRANCH":
                self._branches(arg[1], rest)
            else:
                self.fuzzy, self.ok = bool(self.word), self.ok and bool(self.word)
        self.flush(complete=self.at_end)
        return self.found

    def _letter(self, char: str) -> None:
        if char == " ":
            self.flush(complete=True)
            self.ok = True
        elif not char.isalnum():
            self.flush(complete=True)
        elif not self.fuzzy:
            self.word += char

    def _repeat(self, arg: Any, rest: Any) -> None:
        least, _most, sub = arg
        if least >= 1:
            self._branches([sub], rest)
            return
        if len(sub) == 1 and _starts_blank(sub) and str(sub[0][0]) == "LITERAL":  # `egg ?shells`
            self.flush(complete=False)
            self.ok = False
        elif _starts_blank(sub):
            self.flush(complete=True)
            self.ok = False
        elif _ends_blank(sub) and not self.word:
            pass
        else:
            self.fuzzy = True
            self.ok = self.ok and bool(self.word)

    def _branches(self, branches: Any, rest: Any) -> None:
        starts = self.ok and not self.word and not self.fuzzy
        if (
            len(branches) == 1
            and str(branches[0][0][0] if len(branches[0]) else "") == "BRANCH"
            and len(branches[0]) == 1
        ):
            branches = branches[0][0][1][1]
        ends = not rest or (_starts_blank(rest) and str(rest[0][0]) == "LITERAL")
        begun = ""
        if self.word and all(_starts_blank(branch) for branch in branches):
            self.flush(complete=True)
        elif self.word and not self.fuzzy:  # the parser of `re` takes a common beginning out of the branches
            begun, starts = self.word, self.ok
        elif self.word:
            self.flush(complete=False)
        best: list[frozenset[str]] | None = []
        for branch in branches:
            walk = _Walk(at_start=starts, at_end=bool(ends))
            walk.word = begun
            sets = walk.run(branch)
            if not sets:
                best = None
                break
            assert best is not None
            best.append(min(sets, key=_cost))
        if best:
            self.found.append(frozenset().union(*best))
        self.ok = all(_ends_blank(branch) for branch in branches)
        self.word, self.fuzzy = "", False


def required(line: str) -> list[frozenset[str]]:
    """Return the two least common sets of words of which the line needs one each."""
    sets = _Walk(at_start=True, at_end=True).run(_PARSER.parse(expand(line)))
    return sorted(set(sets), key=lambda keys: (_cost(keys), sorted(keys)))[:2]


def _rarest(parts: list[str]) -> str:
    """Return the part of a pair of words that stands least often in everyday notes."""
    return min(parts, key=lambda part: (_common()[_key(part, complete=True) or part], part))


def build() -> str:
    """Return the index as text: words with the lines they may open, then each line's second list."""
    by_key: dict[str, list[int]] = {}
    second: list[str] = []
    for number, line in enumerate(line for frame in frames.load() for line in frame.lines):
        sets = required(line)
        if not sets:
            raise ValueError(f"no word is needed by: {line[:80]}")
        for key in sorted(sets[0]):
            by_key.setdefault(key, []).append(number)
        second.append(" ".join(sorted(sets[1])) if len(sets) > 1 else "-")
    first = [f"{key} {' '.join(map(str, numbers))}" for key, numbers in sorted(by_key.items())]
    idioms = sum(len(frame.lines) for frame in frames.load() if frame.name != frames.IDIOM)
    alarming = sorted(
        {_key(_rarest(word.split("_")), complete=True) or word for word in weighing.alarming_words()}
    )
    return "\n\n".join(("\n".join(first), "\n".join(second), " ".join(alarming), str(idioms))) + "\n"


if __name__ == "__main__":
    INDEX.write_text(build(), encoding="utf-8")
