"""How often the rule for change is right, on people whose true scores are known.

The figures are those of the specification: no change, monthly tests and three
sessions a week: 1.08 alarms a person-year over eight dimensions (bar 1.5), .42
with quarterly tests; a true change of 10 T seen within eight months: .38 and
.19 with a form of reliability .70 (monthly, quarterly), .65 and .44 with .85.
"""

from __future__ import annotations

import pytest

from tests.growth.profile.simulated import caught, quiet_year

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("every", "least", "most"), [(28, 0.6, 1.5), (91, 0.1, 0.6)])
def test_a_year_without_change_hardly_ever_alarms(every: int, least: float, most: float) -> None:
    people = 250
    alarms = sum(quiet_year(f"quiet{n}", every=every) for n in range(people)) / people
    assert least < alarms <= most


def test_readings_alone_never_alarm() -> None:
    assert not any(quiet_year(f"read{n}", every=28, tests=False) for n in range(60))


def power(form: str, dimension: str, every: float) -> float:
    people = 800
    return sum(caught(f"moved{n}", dimension, form, every=every) for n in range(people)) / people


@pytest.mark.parametrize(("every", "stated"), [(28, 0.38), (91.3, 0.19)])
def test_a_change_of_10_t_is_caught_as_often_as_stated_with_the_short_form(
    every: float, stated: float
) -> None:
    assert power("mini-ipip", "agreeableness", every) == pytest.approx(stated, abs=0.05)


@pytest.mark.parametrize(("every", "stated"), [(28, 0.65), (91.3, 0.44)])
def test_a_change_of_10_t_is_caught_as_often_as_stated_with_a_longer_form(
    every: float, stated: float
) -> None:
    """The stated form has reliability .85; ours have .83 and .89, so it lies a third of the way between."""
    worse, better = power("ipip-50", "agreeableness", every), power("ipip-50", "extraversion", every)
    assert worse < better
    assert worse + (better - worse) / 3 == pytest.approx(stated, abs=0.05)
