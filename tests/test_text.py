"""The gate between stored text and a screen, and between what is typed and the database."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.text import counted, storable


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_comes_can_be_stored(text: str) -> None:
    stored = storable(text)
    assert stored.encode().decode() == stored
    assert storable(stored) == stored


def test_half_a_surrogate_pair_and_bytes_that_were_no_text_are_replaced() -> None:
    assert storable(json.loads('"a \\ud800 b"')) == "a \ufffd b"
    assert storable(b"caf\xe9".decode("utf-8", "surrogateescape")) == "caf\ufffd"
    assert storable("caf\udcc3\udca9") == "caf\u00e9"
    assert storable("plain caf\u00e9") == "plain caf\u00e9"


def test_a_number_agrees_with_its_noun() -> None:
    assert [counted(n, "text", "texts") for n in (0, 1, 2, 1200)] == [
        "0 texts",
        "1 text",
        "2 texts",
        "1,200 texts",
    ]
