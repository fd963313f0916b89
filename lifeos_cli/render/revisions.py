"""What accepting a fact did to the one it was found to change, in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from lifeos_cli.record.revisions import Revision

_LONG = 120
"""Characters of the other fact that are shown."""
_SAID = {
    "replaced": "{name} counts now, in the place of: {other}",
    "contradicted": "{name} counts now, and contradicts what stands: {other}",
    "gone": "{name} counts now; the fact it was to change stands no longer.",
}


def accepted(name: str, revision: Revision) -> str:
    """Say that a fact counts, and what became of the other one."""
    return _SAID.get(revision.how, "{name} counts now.").format(
        name=name, other=one_line(revision.other, _LONG)
    )
