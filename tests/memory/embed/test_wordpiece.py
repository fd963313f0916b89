"""The tokenizer in plain Python gives the tokens of the library."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeos_cli.memory.embed.tokens import TOKENS, tokenizer
from lifeos_cli.memory.embed.wordpiece import token_ids

LIBRARY = tokenizer()
TEXTS = [
    "",
    "   ",
    "Café with Zoë: crème brûlée!",
    "ΌΔΟΣ İstanbul Straße ﬁre",
    "東京タワー and 서울",
    "don't... (well) [SEP] [UNK] 100%",
    "tab\tnew\nline\x00\x07\ufffd\u200bend\u00a0x\u2028y\x85z",
    "😀 hike 🏔️",
    "unbelievable antidisestablishmentarianism xqzjkwv",
    "a" * 100 + " " + "b" * 101,
    "¿Qué? «ça» €5 ±3 ^_^ a`b",
    "word " * 400,
]


@pytest.mark.parametrize("text", TEXTS)
def test_it_agrees_on_every_kind_of_text(text: str) -> None:
    assert token_ids(text) == LIBRARY.encode(text).ids


# Characters of blocks that all Unicode versions in use know alike.
@given(st.text(st.characters(max_codepoint=0x052F, exclude_categories=["Cs", "Cn"]), max_size=80))
@settings(max_examples=60, deadline=None)
def test_it_agrees_on_what_people_write_in_latin_greek_and_cyrillic(text: str) -> None:
    assert token_ids(text) == LIBRARY.encode(text).ids


def test_a_text_is_framed_and_cut() -> None:
    ids = token_ids("word " * 400)
    assert len(ids) == TOKENS
    assert (ids[0], ids[-1]) == (101, 102)
