"""The page on coaches names every key there is, and its example works."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from lifeos_cli.coach import catalog
from lifeos_cli.providers.guided.parse import COACH_KEYS, COACH_RULE_KEYS, parse
from lifeos_cli.providers.guided.parse_step import BY_TYPE, COMMON, RULE_KEYS, STEP_TYPES
from lifeos_cli.providers.guided.phrases import LINES

PAGE = Path(__file__).parents[2] / "docs" / "coaches.md"
WORDS = {*COACH_KEYS, *COACH_RULE_KEYS, *COMMON, *RULE_KEYS, *STEP_TYPES, *LINES}


@pytest.mark.parametrize("word", sorted(WORDS | {key for keys in BY_TYPE.values() for key in keys}))
def test_the_page_explains_every_key_type_and_line(word: str) -> None:
    assert f"`{word}`" in PAGE.read_text(encoding="utf-8")


def test_the_page_lists_the_built_in_coaches() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for coach in catalog.load_all():
        assert f"| `{coach.id}` | {coach.name} | {coach.title} |" in page


def test_the_smallest_coach_of_the_page_works() -> None:
    example = PAGE.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    coach, problems = parse(tomllib.loads(example))
    assert problems == []
    assert coach
    assert coach.name == "Pebble"
