"""Rows made up for the tests of the profile."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from lifeos_cli.clock import DAY, HOUR
from lifeos_cli.growth.profile.rows import Observation

START = 1_767_225_600_000
"""2026-01-01T00:00Z."""


def day_name(day: int) -> str:
    """Return the local date of a day counted from START."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp((START + day * DAY) / 1000, UTC).date().isoformat()


def at(day: float) -> dict[str, Any]:
    """Return the time fields of a moment `day` days after START."""
    return {"effective_at": round(START + day * DAY), "local_date": day_name(int(day // 1))}


def scale(
    row_id: str, day: float, t: float, rho2: float = 0.77, dimension: str = "extraversion", **more: Any
) -> Observation:
    """Return an assessment's score; its items are its own unless told otherwise."""
    given = {"items": (f"item-{row_id}",), "instrument": "mini-ipip", **more}
    return Observation(row_id, dimension, "assessment", **at(day), t=t, rho2=rho2, **given)


def ai(
    row_id: str, day: float, level: int | None, dimension: str = "extraversion", **more: Any
) -> Observation:
    """Return a coaching reading of moderate strength from a long session of its own."""
    given = {"session_id": f"s-{row_id}", "user_words": 400, "quote": f"words {row_id}", **more}
    return Observation(row_id, dimension, "ai", **at(day), level=level, **given)


@st.composite
def logs(
    draw: st.DrawFn, *, sources: tuple[str, ...] = ("assessment", "ai"), size: int = 12
) -> list[Observation]:
    """Draw a log of one or two dimensions over three years."""
    rows = []
    for n in range(draw(st.integers(0, size))):
        day = draw(st.integers(0, 1000)) + draw(st.integers(0, 23)) * HOUR / DAY
        dimension = draw(st.sampled_from(["extraversion", "growthMindset"]))
        if draw(st.sampled_from(sources)) == "ai":
            rows.append(
                ai(
                    f"r{n:02d}",
                    day,
                    draw(st.integers(-2, 2)),
                    dimension,
                    kind=draw(st.sampled_from(["assistant", "coaching", "journal", "interview"])),
                    strength=draw(st.sampled_from(["weak", "moderate", "strong"])),
                    user_words=draw(st.integers(0, 900)),
                    session_id=draw(st.sampled_from([f"s{n}", "shared"])),
                )
            )
        else:
            t = draw(st.floats(10, 90))
            items = draw(st.sampled_from([("a", "b"), (f"x{n}",)]))
            rows.append(scale(f"r{n:02d}", day, t, draw(st.floats(0.05, 0.9)), dimension, items=items))
    return rows
