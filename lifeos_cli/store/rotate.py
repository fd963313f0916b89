"""Which backups stay: of each of the last days, weeks and months that have one, the newest."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.errors import UsageFault
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PART = re.compile(r"(\d{1,4})([dwmy])")
_MOST = 1000


class Keep(NamedTuple):
    """How many days, weeks, months and years keep a backup."""

    d: int = 0
    w: int = 0
    m: int = 0
    y: int = 0


def parse(written: str) -> Keep:
    """Read `7d,4w,12m`.

    Raises:
        UsageFault: It says nothing of the kind, or would keep none.
    """
    found: dict[str, int] = {}
    for part in written.replace(" ", "").split(","):
        said = _PART.fullmatch(part)
        if said is None or not 0 < int(said[1]) <= _MOST or said[2] in found:
            raise UsageFault(
                f"'{one_line(written, 30)}' does not say what to keep", hint="Write it as 7d,4w,12m."
            )
        found[said[2]] = int(said[1])
    return Keep(**found)


def taken_on(path: Path, stem: str) -> str | None:
    """Return when a backup was made, by its name (`lifeos-20261122T210000123.db`); None for any other file."""
    said = re.fullmatch(rf"{re.escape(stem)}-(\d{{8}}T\d{{9}})(-\d+)?\.db", path.name)
    return said[1] if said else None


def surplus(files: Sequence[Path], stem: str, keep: Keep) -> list[Path]:
    """Return the backups that are not to stay; files that are no backups of this database are none of them.

    The newest backup always stays.
    """
    dated = sorted(((when, path) for path in files if (when := taken_on(path, stem))), reverse=True)
    kept: set[Path] = {path for _, path in dated[:1]}
    for unit, most in keep._asdict().items():
        seen: dict[str, Path] = {}
        for when, path in dated:
            seen.setdefault(_period(when, unit), path)
        kept.update(list(seen.values())[:most])
    return [path for _, path in dated if path not in kept]


def _period(when: str, unit: str) -> str:
    if unit == "w":
        year, week, _ = date(int(when[:4]), int(when[4:6]), int(when[6:8])).isocalendar()
        return f"{year}-{week:02d}"
    return when[: {"d": 8, "m": 6, "y": 4}[unit]]
