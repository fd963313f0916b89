"""One dimension's filter against the worked numbers of the specification."""

from __future__ import annotations

import json
from math import inf, nan, sqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.growth.profile.kalman import (
    PRIOR,
    TAU2,
    State,
    model_reading,
    predict,
    self_report,
    update,
)

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "profile_vectors.json").read_text("utf-8"))
TO = pytest.approx


def near(value: float) -> Any:
    return pytest.approx(value, abs=1e-4)


def take(state: State, op: list[Any]) -> State:
    if op[0] == "days":
        return predict(state, op[1], 10.0)
    reading = self_report(op[1], op[2]) if op[0] == "self" else model_reading(op[1], op[2])
    return update(state, reading).state


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_the_filter_follows_the_vectors(vector: dict[str, Any]) -> None:
    assert vector["q_per_year"] == 10
    state = PRIOR
    for step in vector["steps"]:
        state = take(state, step["op"])
        wanted = step["state"]
        keys = ("mean", "var", "ai_bias_mean", "ai_bias_var", "cov")
        assert list(state) == pytest.approx([wanted[key] for key in keys], abs=1e-4)
        assert state.confidence == near(wanted["confidence"])


def test_the_prior_says_nothing() -> None:
    assert (PRIOR.mean, PRIOR.var, PRIOR.confidence, PRIOR.cov) == (50, 100, 0, 0)
    assert near(230.5785) == TAU2
    assert (PRIOR.low, PRIOR.high) == (near(50 - 19.6), near(50 + 19.6))


@pytest.mark.parametrize("reliability", [0.05, 0.55, 0.77, 0.98])
def test_after_one_test_confidence_is_its_reliability_and_the_mean_kelleys(reliability: float) -> None:
    state = update(PRIOR, self_report(64, reliability)).state
    assert state.confidence == TO(reliability, rel=1e-12)
    assert state.mean == TO(50 + sqrt(reliability) * 14, rel=1e-12)


def test_readings_alone_never_pass_their_ceiling() -> None:
    state = PRIOR
    for _ in range(100_000):
        state = update(state, model_reading(1.5, 0.22)).state
    wanted = VECTORS["limits"]["ai_only_100000_sessions_z1.5"]
    assert state.mean == near(wanted["mean"])
    assert state.var == near(wanted["var"])
    assert state.confidence < 0.3025
    assert state.confidence == near(0.3025)


@given(
    st.lists(
        st.tuples(
            st.floats(0, 4000),
            st.floats(-1.5, 1.5),
            st.floats(0.01, 0.5),
        ),
        max_size=200,
    ),
    st.sampled_from([10.0, 14.0, 30.0]),
)
def test_the_ceiling_holds_whatever_time_passes_between(
    readings: list[tuple[float, float, float]], drift: float
) -> None:
    state = PRIOR
    for days, z, r in readings:
        state = update(predict(state, days, drift), model_reading(z, r)).state
        assert 0 < state.var <= 100
        assert state.confidence <= 0.3025 + 1e-9
        assert state.var * state.bias_var - state.cov**2 > -1e-6


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("self"), st.floats(0, 100), st.floats(0.01, 0.98)),
            st.tuples(st.just("ai"), st.floats(-1.5, 1.5), st.floats(0.01, 0.5)),
            st.tuples(st.just("days"), st.floats(0, 40_000), st.just(0)),
        ),
        max_size=60,
    )
)
def test_variance_is_never_negative_nor_above_the_prior(ops: list[Any]) -> None:
    state = PRIOR
    for op in ops:
        after = take(state, list(op))
        assert 0 < after.var <= 100
        if op[0] != "days":
            assert after.var <= state.var * (1 + 1e-12)
        state = after


def test_time_only_widens_and_a_year_adds_the_drift() -> None:
    state = update(PRIOR, self_report(62, 0.77)).state
    later = predict(state, 365.25, 30.0)
    assert later.var == near(53)
    assert later.mean == state.mean
    assert predict(state, 0, 30.0) == state
    assert predict(state, -5, 30.0) == state


@pytest.mark.parametrize(("x", "rho2"), [(nan, 0.5), (inf, 0.5), (50, 0), (50, 0.99), (50, nan), (50, -1)])
def test_no_self_report_out_of_range(x: float, rho2: float) -> None:
    with pytest.raises(ValueError, match="must"):
        self_report(x, rho2)


@pytest.mark.parametrize(("z", "r"), [(1.51, 0.2), (-1.51, 0.2), (nan, 0.2), (0, 0), (0, 0.55), (0, nan)])
def test_no_reading_out_of_range(z: float, r: float) -> None:
    with pytest.raises(ValueError, match="must"):
        model_reading(z, r)


def test_the_surprise_of_a_self_report_is_in_standard_deviations() -> None:
    state = predict(update(PRIOR, self_report(45, 0.77)).state, 182.625, 10.0)
    assert update(state, self_report(65, 0.77)).surprise == pytest.approx(2.82, abs=0.005)
