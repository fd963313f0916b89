"""Which norm row a person is compared with. It is chosen once and kept: a birthday must not move a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from lifeos_cli.growth.instruments.catalog import Norm, Scale

EVERYBODY = "all"
SEXES = ("male", "female")
BANDS = ((18, "18-24"), (25, "25-34"), (35, "35-49"), (50, "50+"))
"""First age of each band."""
ADULT = 18


def norm_row_id(sex: str | None = None, age: int | None = None) -> str:
    """Return the norm row of a person, to be stored with them once: `all` unless they opted in.

    Args:
        sex: male or female; None to leave it out.
        age: In years at the time of choosing; None to leave it out.

    Raises:
        UsageFault: No norms exist for that sex or age.
    """
    if sex is not None and sex not in SEXES:
        raise UsageFault(
            "Norms exist for male and female", hint="Leave it out to be compared with everybody."
        )
    if age is not None and age < ADULT:
        raise UsageFault(f"Norms begin at age {ADULT}", hint="Leave it out to be compared with everybody.")
    band = "" if age is None else [name for first, name in BANDS if age >= first][-1]
    if sex is None:
        return f"age_{band}" if band else EVERYBODY
    return f"{sex}_{band}" if band else sex


def norm_of(scale: Scale, row_id: str) -> tuple[str, Norm]:
    """Return the row of a scale for a person's row id, and the id of the row it was.

    Where a scale has no such row: the sex's, then the age's, then everybody's.
    """
    sex, _, band = row_id.partition("_")
    for candidate in (row_id, sex, f"age_{band}", EVERYBODY):
        if candidate in scale.norms:
            return candidate, scale.norms[candidate]
    raise UsageFault(f"The scale of {scale.dimension} has no norms")
