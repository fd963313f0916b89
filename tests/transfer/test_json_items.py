"""The elements of a long JSON array, whatever the pieces they arrive in."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.transfer import json_items
from lifeos_cli.transfer.json_items import elements

if TYPE_CHECKING:
    import pytest

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


class Dripping(io.RawIOBase):
    """A stream that gives so many bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self._inner, self._step = io.BytesIO(data), step

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill some of the buffer."""
        piece = self._inner.read(min(self._step, len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)


def read(value: Any, step: int, keys: tuple[str, ...] = ()) -> list[Any]:
    data = json.dumps(value, ensure_ascii=False).encode()
    stream = io.BufferedReader(Dripping(data, step), 16)
    return [json.loads(found.raw) for found in elements(stream, keys)]


@given(st.lists(VALUES), st.integers(1, 40))
def test_every_element_of_an_array_comes_as_it_is(value: list[Any], step: int) -> None:
    assert read(value, step) == value


@given(st.lists(VALUES), st.dictionaries(st.text(), VALUES), st.integers(1, 40), st.booleans())
def test_the_array_under_a_key_is_found_among_others(
    value: list[Any], others: dict[str, Any], step: int, first: bool
) -> None:
    others.pop("entries", None)
    whole = {"entries": value, **others} if first else {**others, "entries": value}
    assert read(whole, step, ("entries",)) == value


@given(st.binary(max_size=300), st.integers(1, 300))
def test_bytes_that_are_no_json_neither_crash_nor_hang(data: bytes, chunk: int) -> None:
    before = json_items._CHUNK
    json_items._CHUNK = chunk
    try:
        for mark in (b"", b"[", b'{"entries":['):
            assert len(list(elements(io.BytesIO(mark + data), ("entries",)))) <= len(data) + 2
    finally:
        json_items._CHUNK = before


def test_strings_longer_than_a_piece_are_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_items, "_CHUNK", 64)
    monkeypatch.setattr(json_items, "_HELD", 16)
    value = ['a"b\\' * 500 + "]", {"k": "[" * 999}, "\\"]
    assert [json.loads(found.raw) for found in elements(io.BytesIO(json.dumps(value).encode()))] == value


def test_an_element_that_is_too_long_is_passed_over_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_items, "ELEMENT_LIMIT", 1000)
    monkeypatch.setattr(json_items, "_CHUNK", 100)
    found = list(elements(io.BytesIO(json.dumps([1, "x" * 5000, [2], list(range(900))]).encode())))
    assert [bool(one.problem) for one in found] == [False, True, False, True]
    assert json.loads(found[2].raw) == [2]


def test_a_file_that_was_cut_says_so() -> None:
    found = list(elements(io.BytesIO(b'[{"a":1},{"b":')))
    assert json.loads(found[0].raw) == {"a": 1}
    assert found[1].problem == "the file ends in the middle of it"


def test_marks_and_sixteen_bits_are_read() -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        found = [json.loads(one.raw) for one in elements(io.BytesIO('["é",{}]'.encode(encoding)))]
        assert found == ["é", {}]
