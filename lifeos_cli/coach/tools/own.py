"""A person's own tools: packages that name them in the entry-point group `lifeos.tools`, loaded by name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lifeos_cli.coach.tools.base import Tool
from lifeos_cli.coach.tools.data import as_data
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from lifeos_cli.coach.tools.base import ToolContext

GROUP: Final = "lifeos.tools"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_SHOWN = 200


def load(names: Iterable[str]) -> tuple[dict[str, Tool], list[str]]:
    """Load own tools.

    Returns:
        The tools by name, and a line for each that cannot be used.
    """
    from importlib.metadata import entry_points

    tools: dict[str, Tool] = {}
    warnings: list[str] = []
    for name in names:
        found = list(entry_points(group=GROUP, name=name))
        if not found:
            warnings.append(f"the tool '{name}' is not installed: no package offers it in '{GROUP}'")
            continue
        try:
            made = found[0].load()
            made = made if isinstance(made, Tool) else made()
        except Exception as error:  # noqa: BLE001 - whatever a person's package raises, the conversation goes on
            warnings.append(
                f"the tool '{name}' does not load: {type(error).__name__}: {one_line(str(error), _SHOWN)}"
            )
            continue
        if not isinstance(made, Tool) or made.name != name or not _NAME.match(name):
            warnings.append(f"the tool '{name}' is left out: it must give a Tool of that name")
            continue
        tools[name] = replace(made, own=True, run=_wrapped(made))
    return tools, warnings


def _wrapped(tool: Tool) -> Any:
    """Let what a tool says reach the model as data: it may come from anywhere."""

    def run(context: ToolContext, given: Mapping[str, Any]) -> str:
        return as_data(tool.name, str(tool.run(context, given)))

    return run
