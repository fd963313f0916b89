"""`lifeos extract --dry-run`: what the rules would find."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.store.rows import Session


def dry(run: Runtime, chosen: list[Session]) -> None:
    """Show it; write and send nothing."""
    from lifeos_cli.extraction.summary import dry as use_case

    found = [
        {"session": row.handle, "session_id": row.id, **use_case(run.store, run.person.id, row.id)}
        for row in chosen
        if row.safety_level != "crisis"
    ]
    if run.json:
        run.out_json(found)
        return
    for one in found:
        run.out(f"{one['session']}  {one.get('title', '')}\n  {one.get('summary', '')}")
        if one.get("tags"):
            run.out(f"  tags: {', '.join(one['tags'])}")
        for kind in ("facts", "goals", "skills"):
            for item in one.get(kind, ()):
                run.out(f"  {kind[:-1]}: {item['text']}")
