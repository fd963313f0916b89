"""Ids of Convex documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.transfer.convex_ids import decode, encode


def test_an_id_from_the_wild_says_its_table_and_is_written_the_same_again() -> None:
    wild = "j57cq69zzk3v4s9ktbn6g3dskx7m7aj5"
    found = decode(wild)
    assert found is not None
    assert found.table == 10001
    assert encode(*found) == wild


@given(st.integers(0, 2**32 - 1), st.binary(min_size=16, max_size=16))
def test_what_is_written_is_read(table: int, own: bytes) -> None:
    text = encode(table, own)
    assert 31 <= len(text) <= 37
    assert decode(text) == (table, own)


@given(st.integers(0, 2**32 - 1), st.binary(min_size=16, max_size=16), st.data())
def test_no_single_letter_can_change_unseen(table: int, own: bytes, data: st.DataObject) -> None:
    text = encode(table, own)
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from([c for c in "0123456789abcdefghjkmnpqrstvwxyz" if c != text[at]]))
    found = decode(text[:at] + letter + text[at + 1 :])
    assert found is None or found != (table, own)


@pytest.mark.parametrize(
    "text", ["", "x", "J57CQ69ZZK3V4S9KTBN6G3DSKX7M7AJ5", "i" * 32, "0" * 31, None, 5, "é" * 32]
)
def test_what_is_no_id_is_told(text: object) -> None:
    found = decode(text)
    assert found is None or encode(*found) == text


@given(st.text(alphabet="0123456789abcdefghjkmnpqrstvwxyz", min_size=28, max_size=40))
def test_whatever_decodes_is_written_back_as_it_was(text: str) -> None:
    found = decode(text)
    assert found is None or encode(*found) == text
