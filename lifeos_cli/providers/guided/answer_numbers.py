"""Answers in numbers: scale, pair_scale, matrix."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from lifeos_cli.providers.guided.reading import Fit, Misfit, Reading, shown
from lifeos_cli.providers.guided.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lifeos_cli.providers.guided.model import Step

NUMBER: Final = r"(?<!\w)-?\d+(?:,\d{3}(?!\d))+|(?<!\w)-?\d+(?:[.,]\d+)?"
_SCALE = re.compile(rf"({NUMBER})\s*(?:(?:/|out of|of)\s*(\d+)|(%))?", re.IGNORECASE)
_TOKEN = re.compile(r"(?<!\w)-?\d+(?:\.\d+)?|[^\W\d_]+")
_ONES: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred")
_NAMED: Final = {
    **{word: float(value) for value, word in enumerate(_ONES)},
    **{word: float(value * 10) for value, word in enumerate(_TENS, start=2)},
}
_DIGITS = 15
_TOKENS = 5_000
_STEM = 5
_SHORTEST = 3

Token = float | str
"""A number, or the name it stands beside."""


def to_number(text: str) -> float:
    """Read matched digits; absurdly long ones are infinite."""
    if len(text) > _DIGITS:
        return float("-inf" if text.startswith("-") else "inf")
    thousands = re.fullmatch(r"-?\d+(?:,\d{3})+", text)
    return float(text.replace(",", "" if thousands else "."))


def neat(value: float) -> float:
    """Return a whole number as an int."""
    return int(value) if value == int(value) else round(value, 2)


def within(step: Step, value: float) -> bool:
    """Say whether the number lies between the step's bounds."""
    return step.low <= value <= step.high


def span(step: Step) -> str:
    """Write the step's bounds: `0 to 10`."""
    return f"{shown(step.low)} to {shown(step.high)}"


def read_scale(step: Step, text: str, partial: Any) -> Reading:
    """Take the first number: digits, or a word from zero on; `8/10` and `80%` are fitted to the scale."""
    del partial
    bounds = re.compile(rf"\b{shown(step.low)}\s*(?:to|-|\u2013|\.\.)\s*{shown(step.high)}\b")
    found = _SCALE.search(bounds.sub(" ", text)) or _SCALE.search(text)
    value = scaled(step, found) if found else _worded(text)
    if value is None:
        return Misfit(f"A number from {span(step)} is what I need here.")
    if not within(step, value):
        return Misfit(f"The scale goes from {span(step)}; where on it are you?")
    return Fit(neat(value))


def scaled(step: Step, found: re.Match[str]) -> float:
    """Return the number, fitted to the scale when it names another whole (10, 100, per cent)."""
    value = to_number(found[1])
    whole = "100" if found[3] else found[2]
    if whole in ("10", "100") and step.low == 0 and float(whole) != step.high:
        return value / float(whole) * step.high
    return value


def _worded(text: str) -> float | None:
    said = words(text[:2_000])
    for index, word in enumerate(said):
        if word in _NAMED:
            more = _NAMED.get(said[index + 1], 10.0) if index + 1 < len(said) else 10.0
            return _NAMED[word] + (more if word in _TENS[:-1] and 0 < more < 10 else 0)  # noqa: PLR2004
    return None


def read_pair(step: Step, text: str, partial: Any) -> Reading:
    """Take two numbers, by name or in order; `5 for both` names both."""
    del partial
    tokens = list(_tokens(text, step.names))
    numbers = [token for token in tokens if not isinstance(token, str)]
    if len(numbers) == 1 and {"both", "each"} & set(words(text[:400])):
        values = dict.fromkeys(step.names, numbers[0])
    else:
        values = _assign(step.names, tokens, step.high)
    missing = [name for name in step.names if name not in values]
    if missing:
        kept = text.strip() if numbers and len(text) <= _TOKENS else None
        return Misfit(f"I still need a number from {span(step)} for {' and '.join(missing)}.", kept)
    return _bounded(step, values)


def _bounded(step: Step, values: dict[str, float]) -> Reading:
    off = [name for name, value in values.items() if not within(step, value)]
    if off:
        return Misfit(f"Each number goes from {span(step)}; {off[0]} lies outside.")
    return Fit({name: neat(values[name]) for name in step.names})


def read_matrix(step: Step, text: str, partial: Any) -> Reading:
    """Take a number for each column of each row: rows by name, or all numbers in order."""
    del partial
    tokens = list(_tokens(text, (*step.rows, *step.columns)))
    chunks = _chunks(step, tokens)
    table = {row: _assign(step.columns, chunk, step.high) for row, chunk in chunks.items()}
    missing = [row for row in step.rows if len(table.get(row, {})) < len(step.columns)]
    if missing:
        kept = text.strip() if len(missing) < len(step.rows) and len(text) <= _TOKENS else None
        example = f"{missing[0]} " + " ".join(shown(step.high - index) for index in range(len(step.columns)))
        return Misfit(f"Still open: {', '.join(missing)}. Write it like this: {example}.", kept)
    for row in step.rows:
        if not all(within(step, value) for value in table[row].values()):
            return Misfit(f"Each number goes from {span(step)}; {row} lies outside.")
    return Fit({row: {name: neat(table[row][name]) for name in step.columns} for row in step.rows})


def _chunks(step: Step, tokens: list[Token]) -> dict[str, list[Token]]:
    """Give each row the tokens after its name, or share all numbers out in order."""
    chunks: dict[str, list[Token]] = {}
    if not any(token in step.rows for token in tokens):
        numbers = [token for token in tokens if not isinstance(token, str)]
        width = len(step.columns)
        if len(numbers) == width * len(step.rows):
            chunks = {row: list(numbers[at * width : (at + 1) * width]) for at, row in enumerate(step.rows)}
        return chunks
    row = ""
    for token in tokens:
        if isinstance(token, str) and token in step.rows:
            row = token
            chunks.setdefault(row, [])
        elif row:
            chunks[row].append(token)
    return chunks


def _assign(names: tuple[str, ...], tokens: Sequence[Token], whole: float | None = None) -> dict[str, float]:
    """Pair numbers with the names beside them, or share them out in order when no name is there."""
    if not any(isinstance(token, str) for token in tokens):
        numbers = [token for token in tokens if not isinstance(token, str)]
        if len(numbers) == 2 * len(names) and all(number == whole for number in numbers[1::2]):
            numbers = numbers[::2]
        return dict(zip(names, numbers, strict=True)) if len(numbers) == len(names) else {}
    values: dict[str, float] = {}
    name_first = isinstance(tokens[0], str)
    last: Token | None = None
    for token in tokens:
        name, number = (last, token) if name_first else (token, last)
        if isinstance(name, str) and name in names and isinstance(number, int | float):
            values.setdefault(name, number)
            last = None
        else:
            last = token
    return values


def _tokens(text: str, names: tuple[str, ...]) -> Iterator[Token]:
    in_words = not any(char.isdecimal() for char in text)
    for found in islice(_TOKEN.finditer(text), _TOKENS):
        token = found[0]
        if token[-1].isdecimal():
            yield to_number(token)
        elif in_words and token.casefold() in _NAMED:
            yield _NAMED[token.casefold()]
        elif name := _named(token.casefold(), names):
            yield name


def _named(word: str, names: tuple[str, ...]) -> str:
    """Return the one name the word means: a word of it, its beginning, or another form of it."""
    exact = [name for name in names if word in words(name) and (len(word) >= _SHORTEST or word == name)]
    if not exact and len(word) >= _SHORTEST:
        exact = [name for name in names if any(part.startswith(word) for part in words(name))]
    if not exact:
        stems = {name: [part[:_STEM] for part in words(name) if len(part) >= _SHORTEST] for name in names}
        exact = [name for name, parts in stems.items() if any(word.startswith(part) for part in parts)]
    return exact[0] if len(exact) == 1 else ""
