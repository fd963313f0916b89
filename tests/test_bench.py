"""What the benchmarks make of their figures."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.bench.commands_lines import NOT_TIMED, READS, WRITES
from tests.bench.drawing import bars, groups
from tests.bench.scaling import exponent
from tests.bench.timing import BARE, process

PRINTED = """peers: llm 1, jrnl 2

list 10 entries (medians; x is the ratio to `python -c pass`)
  python -c pass                         12.9 ms   1.00 x
  lifeos <list>                         112.1 ms   7.42 x
"""


@pytest.mark.parametrize(("power", "scale"), [(0.5, 1.0), (1.0, 0.02), (2.0, 3.0)])
def test_an_exponent_is_the_slope_of_the_logs(power: float, scale: float) -> None:
    sizes = (1_000, 10_000, 100_000)
    assert exponent(sizes, [scale * size**power for size in sizes]) == pytest.approx(power)


def test_what_does_not_grow_has_no_exponent() -> None:
    assert exponent((10, 100, 1000), [0.0, -0.002, 0.0005]) is None
    assert exponent((10, 100, 1000), [0.0, 0.0, 0.5]) is None


def test_every_command_is_timed_or_told_why_not() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))
    from reference import walk  # type: ignore[import-not-found, unused-ignore]

    names = [name.removeprefix("lifeos ") for name, found in walk() if not getattr(found, "commands", None)]
    timed = [line.words for line in (*READS, *WRITES)]
    missing = [name for name in names if not any(f"{words} ".startswith(f"{name} ") for words in timed)]
    assert sorted(missing) == sorted(NOT_TIMED)


def test_a_process_that_works_takes_more_of_the_processor_than_one_that_does_not() -> None:
    bare = process(BARE, {})
    busy = process((*BARE[:-1], "import sys; sum(range(3_000_000)); sys.exit(3)"), {})
    assert (bare.code, busy.code) == (0, 3)
    assert busy.cpu > bare.cpu > 0
    assert busy.wall > 0


def test_a_plot_has_a_bar_for_each_program_and_escapes_names() -> None:
    assert groups(PRINTED) == [("list 10 entries", [("python -c pass", 12.9), ("lifeos <list>", 112.1)])]
    drawn = bars(PRINTED)
    assert drawn.count("<rect") == 3
    assert "lifeos &lt;list&gt;" in drawn


def test_nothing_to_draw_is_no_plot() -> None:
    assert bars("nothing here") == ""
