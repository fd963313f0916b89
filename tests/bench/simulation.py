"""How often the rule for change is right, on made-up people whose true scores are known (seeded).

python -m tests.bench.simulation [PEOPLE]
"""

from __future__ import annotations

import sys

from tests.growth.profile.simulated import caught, quiet_year

FORMS = (("mini-ipip", "agreeableness"), ("ipip-50", "agreeableness"), ("ipip-50", "extraversion"))


def main(people: int) -> None:
    """Print false alarms a person-year, and how often a true change of 10 T is seen within eight months."""
    for days in (28, 91):
        alarms = sum(quiet_year(f"quiet{n}", every=days) for n in range(people)) / people
        print(
            f"no change, a test every {days} days: {alarms:.2f} significant changes a person-year (bar 1.5)"
        )
    alone = sum(quiet_year(f"read{n}", every=28, tests=False) for n in range(people)) / people
    print(f"readings by a model alone: {alone:.2f} a person-year (bar 0)")
    for form, dimension in FORMS:
        for every in (28, 91.3):
            seen = sum(caught(f"moved{n}", dimension, form, every=every) for n in range(people)) / people
            print(f"true +10 T, {form} {dimension}, every {every:g} days: caught {seen:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 250)
