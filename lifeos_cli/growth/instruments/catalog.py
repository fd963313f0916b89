"""The instruments that come with the program, read from their data files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.errors import NotFoundError
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).with_name("data")
NAMES = ("mini-ipip", "ipip-50", "self-awareness", "emotional-resilience", "growth-mindset")
LOW, HIGH = 1, 5
"""Lowest and highest answer to every item."""


class Item(NamedTuple):
    """One statement, answered 1 (very inaccurate) to 5 (very accurate)."""

    id: str
    text: str
    dimension: str
    key: int
    """-1: reversed before scoring."""
    loading: float | None = None
    mean: float | None = None
    """Norm mean of the keyed answer, 1..5."""
    sd: float | None = None
    source_id: str | None = None
    """Its id where it was taken from."""

    def keyed(self, answer: int) -> int:
        """Return the answer so that more is more of the dimension."""
        return answer if self.key > 0 else LOW + HIGH - answer


class Norm(NamedTuple):
    """A row of norms: mean and SD of the item mean in a group."""

    mean: float
    sd: float
    n: int | None = None


class Scale(NamedTuple):
    """The items of one dimension."""

    dimension: str
    items: tuple[Item, ...]
    rho2: float
    """Reliability the filter reckons with."""
    retest: float
    """Reliability the reliable change index reckons with; alphas, no retest figures being known."""
    norms: Mapping[str, Norm]
    """By row id: all, male, female, age_18-24, male_18-24 and so on."""
    percentiles: Mapping[int, float]
    """Percent of the norm sample at or below about a raw sum (mid-rank); empty where there is no table."""
    points: int = HIGH
    """Answer points in the norm sample; 6 needs the item mean stretched from 1..5 to 1..6."""
    assumed: bool = False
    """Whether mean and SD are assumed, so that only a course against oneself means anything."""


class Instrument(NamedTuple):
    """One questionnaire."""

    id: str
    title: str
    attribution: str
    norm_source: str
    reliability_source: str
    instructions: str
    labels: tuple[str, ...]
    """What the answers 1..5 mean."""
    caveat: str
    """What must be said beside the result; may be empty."""
    aliases: tuple[str, ...]
    items: tuple[Item, ...]
    """In the order they are asked."""
    scales: Mapping[str, Scale]
    """By dimension."""

    def item(self, item_id: str) -> Item | None:
        """Return the item of that id, in any case."""
        wanted = item_id.strip().upper()
        return next((item for item in self.items if item.id == wanted), None)


@cache
def load(name: str) -> Instrument:
    """Read an instrument by its id or alias.

    Raises:
        NotFoundError: There is none of that name.
    """
    if name in NAMES:
        return _instrument(json.loads((FOLDER / f"{name}.json").read_text("utf-8")))
    wanted = name.strip().casefold().replace("_", "-")
    for candidate in NAMES:
        known = load(candidate)
        if wanted in {word.casefold().replace("_", "-") for word in (known.id, *known.aliases)}:
            return known
    raise NotFoundError(
        f"No instrument is called '{one_line(name, 40)}'", hint="There are: " + ", ".join(NAMES) + "."
    )


def _instrument(data: dict[str, Any]) -> Instrument:
    items = tuple(Item(**item) for item in data.pop("items"))
    scales = {name: _scale(name, items, scale) for name, scale in data.pop("scales").items()}
    labels, aliases = tuple(data.pop("labels")), tuple(data.pop("aliases"))
    return Instrument(**data, labels=labels, aliases=aliases, items=items, scales=scales)


def _scale(name: str, items: tuple[Item, ...], data: dict[str, Any]) -> Scale:
    norms = {row: Norm(**norm) for row, norm in data.pop("norms").items()}
    table = {int(total): percent for total, percent in data.pop("percentiles").items()}
    own = tuple(item for item in items if item.dimension == name)
    return Scale(name, own, norms=norms, percentiles=table, **data)
