"""Values as a program reads them and as a person does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeos_cli.render.tables import cell, table, thing, to_json, tsv
from lifeos_cli.render.wrap import cells

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
ROWS = st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES}), max_size=5)


@given(ROWS)
def test_tsv_is_a_header_and_one_line_a_row_whatever_is_in_it(rows: list[dict[str, Any]]) -> None:
    lines = tsv(("a", "b", "missing"), rows).split("\n")
    assert lines[0] == "a\tb\tmissing"
    assert len(lines) == len(rows) + 1
    for line in lines:
        assert line.count("\t") == 2
        assert line.splitlines() == [line]


@given(VALUES)
def test_json_is_one_line_of_ascii_that_reads_back(value: Any) -> None:
    text = to_json(value)
    assert text.isascii()
    assert "\n" not in text
    assert repr(json.loads(text)) == repr(json.loads(json.dumps(value)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (4, "4"),
        (4.0, "4"),
        (7.5, "7.5"),
        ([1, 2.0, "a\tb"], "1, 2, a b"),
        ({"item": "E1"}, '{"item": "E1"}'),
        (" a\tb\r\nc ", "a b c"),
        ("\x1b]52;c;x\x07ok", "ok"),
    ],
)
def test_a_cell_is_one_harmless_line(value: Any, text: str) -> None:
    assert cell(value) == text


@settings(deadline=None)
@pytest.mark.parametrize("width", [20, 40, 80, 120])
@given(rows=st.lists(st.fixed_dictionaries({"handle": st.text(max_size=4), "note": st.text()}), max_size=4))
def test_a_table_keeps_to_the_terminal(width: int, rows: list[dict[str, str]]) -> None:
    drawn = table(("handle", "note"), rows, width=width, color=False)
    lines = drawn.split("\n")
    assert len(lines) == len(rows) + 1
    assert max(map(cells, lines)) <= width
    assert "\x1b" not in drawn


def test_a_table_of_many_columns_fits_40() -> None:
    columns = (
        "handle",
        "local_date",
        "time",
        "slot",
        "mood",
        "energy",
        "stress",
        "sleep_hours",
        "timing",
        "note",
        "tags",
    )
    rows = [dict.fromkeys(columns, "something") | {"handle": "ab12"}]
    drawn = table(columns, rows, width=40, color=False)
    assert max(map(len, drawn.split("\n"))) <= 40
    assert drawn.split("\n")[1].startswith("ab12")


def test_colour_is_only_where_it_is_wanted() -> None:
    assert "\x1b[" in table(("a",), [{"a": "x"}], width=40, color=True)
    assert "\x1b" not in table(("a",), [{"a": "[bold]x[/bold]"}], width=40, color=False)
    assert "[bold]x[/bold]" in table(("a",), [{"a": "[bold]x[/bold]"}], width=40, color=False)


def test_a_thing_is_a_line_a_value_and_leaves_out_what_is_empty() -> None:
    values: dict[str, Any] = {
        "id": "1",
        "note": "one\ntwo\tx",
        "tags": [],
        "gone": None,
        "blank": "",
        "zero": 0,
        "no": False,
    }
    assert thing(values, tty=False) == "id\t1\nnote\tone two x\nzero\t0\nno\tno"
    assert thing(values, tty=True) == "id    1\nnote  one\n      two\tx\nzero  0\nno    no"
    assert thing({}, tty=True) == ""
