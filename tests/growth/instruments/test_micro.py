"""One statement a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.instruments.catalog import load
from lifeos_cli.growth.instruments.micro import micro_observation, next_micro_item
from lifeos_cli.growth.profile.fold import fold
from lifeos_cli.growth.profile.rows import Observation
from tests.growth.profile.made import at


def test_a_statement_scores_on_its_own_norms_with_its_loading_squared() -> None:
    row = micro_observation("a", "e1", 5, at=0, local_date="1970-01-01")
    assert row.t == pytest.approx(50 + 10 * (5 - 2.649) / 1.222)
    assert row.rho2 == pytest.approx(0.664**2)
    reversed_ = micro_observation("a", "E2", 5, at=0, local_date="1970-01-01")
    assert reversed_.t == pytest.approx(50 + 10 * (1 - 3.249) / 1.305)
    assert (row.dimension, row.items, row.source) == ("extraversion", ("E1",), "micro")


def test_four_statements_as_in_the_worked_example() -> None:
    given = zip((60.0, 55.0, 65.0, 58.0), (0.662, 0.679, 0.762, 0.722), strict=True)
    rows = [
        Observation(f"r{n}", "extraversion", "micro", **at(0.1 * n), t=t, rho2=load_**2, items=(f"E{n}",))
        for n, (t, load_) in enumerate(given)
    ]
    state = fold(rows).dimensions["extraversion"].state
    assert state.mean == pytest.approx(61.2358, abs=2e-3)
    assert state.confidence == pytest.approx(0.8043, abs=1e-4)


@pytest.mark.parametrize("answer", [0, 6])
def test_no_answer_out_of_range(answer: int) -> None:
    with pytest.raises(UsageFault, match="E1"):
        micro_observation("a", "E1", answer, at=0, local_date="1970-01-01")


def test_no_unknown_statement() -> None:
    with pytest.raises(NotFoundError):
        micro_observation("a", "E11", 3, at=0, local_date="1970-01-01")


def test_a_year_of_days_asks_one_a_day_each_once_in_90_days_and_all_dimensions_in_turn() -> None:
    answered: list[tuple[str, str]] = []
    last: dict[str, date] = {}
    day = date(2026, 1, 1)
    asked = []
    for _ in range(365):
        item = next_micro_item(answered, day.isoformat())
        if item is not None:
            assert item.id not in last or (day - last[item.id]).days > 90
            last[item.id] = day
            answered.append((item.id, day.isoformat()))
            asked.append(item)
            assert next_micro_item(answered, day.isoformat()) is None
        day += timedelta(days=1)
    assert {item.id for item in asked} == {item.id for item in load("ipip-50").items}
    assert len({item.dimension for item in asked[:5]}) == 5
    assert len(asked) >= 200


def test_a_test_just_taken_takes_its_items_out_of_the_pool() -> None:
    answered = [(item.id, "2026-01-01") for item in load("mini-ipip").items]
    assert next_micro_item(answered, "2026-01-01") is None
    item = next_micro_item(answered, "2026-01-02")
    assert item is not None
    assert item.id not in {one for one, _ in answered}
