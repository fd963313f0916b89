"""Lines nobody has vouched for."""

from __future__ import annotations

import io
import resource
from typing import IO, Any

import pytest

from lifeos_cli.transfer import jsonl_read
from lifeos_cli.transfer.jsonl_read import read


def lines(data: bytes) -> list[tuple[int, Any, str]]:
    return [(line.number, line.value, line.problem) for line in read(io.BytesIO(data))]


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}\n{"a": 2}\n',
        b'{"a": 1}\r\n{"a": 2}',
        b'\xef\xbb\xbf{"a": 1}\n\n  \n{"a": 2}\n',
        '{"a": 1}\n{"a": 2}\n'.encode("utf-16"),
        ('\ufeff{"a": 1}\r\n{"a": 2}').encode("utf-16-be"),
        b'  {"a": 1}  \n\t{"a": 2}\n',
    ],
)
def test_marks_line_ends_and_blanks_are_taken_as_they_come(data: bytes) -> None:
    assert [value for _, value, _ in lines(data)] == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (b"nope", "not JSON"),
        (b'{"a": 1} x', "not JSON"),
        (b'{"a": ', "not JSON"),
        (b"[1]", "not an object"),
        (b'"text"', "not an object"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 40_000, "nested too deeply"),
        (b'{"a": ' + b"1" * 5000 + b"}", "a number too long to read"),
        (b'{"a": [' + b"{}," * 300_000 + b"{}]}", "more than 200,000 values in one line"),
    ],
)
def test_a_bad_line_is_named_with_its_reason_and_the_next_is_read(bad: bytes, problem: str) -> None:
    first, (number, value, fine) = lines(bad + b'\n{"a": 2}\n')
    assert first[0] == 1
    assert first[2].startswith(problem)
    assert (number, value, fine) == (2, {"a": 2}, "")


def test_bytes_and_surrogates_that_are_no_text_become_the_replacement_character() -> None:
    (line,) = read(io.BytesIO(b'{"a": "caf\xe9"}\n'))
    assert (line.value, line.repaired) == ({"a": "caf\ufffd"}, True)
    (line,) = read(io.BytesIO(rb'{"a": "x\ud800y", "\udfff": ["\ud83d\ude00"]}'))
    assert line.value == {"a": "x\ufffdy", "\ufffd": ["\U0001f600"]}


def test_a_long_text_with_commas_and_braces_is_no_bomb() -> None:
    (line,) = read(io.BytesIO(b'{"a": "' + b"{[,\\n" * 300_000 + b'"}'))
    assert len(line.value["a"]) == 4 * 300_000


class Endless(io.RawIOBase):
    """One line of a given length, then a good one, made as it is read."""

    def __init__(self, length: int) -> None:
        self.left = length
        self.tail = b'"}\n{"a": 2}\n'

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; 0 at the end."""
        if self.left:
            n = min(self.left, len(buffer))
            buffer[:n] = b"x" * n
            self.left -= n
            return n
        n = min(len(self.tail), len(buffer))
        buffer[:n], self.tail = self.tail[:n], self.tail[n:]
        return n


def test_a_line_of_a_gigabyte_is_one_skipped_line_in_bounded_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    source: IO[bytes] = io.BufferedReader(Endless(1 << 30))
    found = [(line.number, line.value, line.problem) for line in read(source)]  # type: ignore[arg-type]
    assert found == [(1, {}, "longer than 32 MiB"), (2, {"a": 2}, "")]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 4 * jsonl_read.LINE_LIMIT / 1024
