"""The fixed words: always there, in the person's region, whatever their own file holds."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.safety import cards

if TYPE_CHECKING:
    from pathlib import Path

INTERNATIONAL = (
    "I'm a program, not a person, and I can't keep you safe. If you might act on this, call your local emergency "
    "number (112 / 911 / 999) now. US: call or text 988. UK & ROI: Samaritans 116 123. Elsewhere: findahelpline.com. "
    "Is someone with you, or could you call one person now?"
)


def test_without_a_region_the_card_has_the_specified_words() -> None:
    assert cards.card() == INTERNATIONAL
    assert cards.card("zz") == INTERNATIONAL


def test_a_region_names_its_own_numbers() -> None:
    assert "13 11 14" in cards.card("AU")
    assert "(000)" in cards.card("au")
    assert "116 123" in cards.resources_line("gb")


@pytest.mark.parametrize("kind", ["medical", "abuse_danger", "harm_others", "suicidal_active", None])
def test_every_kind_says_it_is_a_program_and_names_an_emergency_number(kind: str | None) -> None:
    for region in ("", "us", "de"):
        text = cards.card(region, kind=kind)
        assert text.startswith("I'm a program, not a person")
        assert cards._region(region, None)["emergency"] in text
        assert "{" not in text


def test_every_region_has_a_date_and_a_line() -> None:
    regions = tomllib.loads(cards.BUILT_IN.read_text())["regions"]
    for entry in regions.values():
        assert entry["checked_on"].startswith("20")
        assert entry["lines"]
        assert entry["emergency"]


def test_an_own_file_joins_and_overrides(tmp_path: Path) -> None:
    own = tmp_path / "cards.toml"
    own.write_text('[regions.at]\nemergency = "144"\nlines = ["Telefonseelsorge: 142."]\n')
    assert "142" in cards.card("at", own)
    assert "144" in cards.card("at", own)
    assert "988" in cards.card("us", own)


@pytest.mark.parametrize(
    "text",
    [
        "not toml [",
        "regions = 3",
        "[regions]\nus = 3",
        "[regions.us]\nlines = 'x'",
        "[regions.us]\nemergency=1",
    ],
)
def test_a_broken_own_file_never_takes_the_card_away(tmp_path: Path, text: str) -> None:
    own = tmp_path / "cards.toml"
    own.write_text(text)
    assert cards.card("us", own) == cards.card("us")
    assert cards.card("us", tmp_path / "missing.toml") == cards.card("us")


def test_the_check_reply_asks_plainly_and_names_one_line() -> None:
    reply = cards.check_reply("us")
    assert "are you safe" in reply
    assert "988" in reply


def test_supportive_words_say_the_way_back() -> None:
    assert "type ok" in cards.supportive_reply()
