"""Thresholds for near-duplicate skills and how they do on held-out pairs. `python -m tests.bench.skill_merge`."""

from __future__ import annotations

import json
from pathlib import Path

from lifeos_cli.growth.skills.similar import calibrate, verdict
from lifeos_cli.memory.index.model import open_embedder
from tests.growth.skills.held_out import cross_validated

PAIRS = Path(__file__).parents[1] / "growth" / "data" / "skill_merge_pairs.json"


def main(spec: str = "builtin") -> None:
    """Print both: thresholds from all pairs, and what held-out pairs come to."""
    pairs = [(one["a"], one["b"], one["same"]) for one in json.loads(PAIRS.read_text("utf-8"))["pairs"]]
    model = open_embedder(spec)
    names = sorted({name for one in pairs for name in one[:2]})
    rows = dict(zip(names, model.embed(names), strict=True))

    def similarity(one: str, other: str) -> float:
        return float(rows[one] @ rows[other])

    print(f"model {model.model_id}, {len(pairs)} pairs")
    print("all pairs:", calibrate([(similarity(a, b), same) for a, b, same in pairs]))
    for folds in (7, len(pairs)):
        found = cross_validated(pairs, similarity, folds)
        print(f"{folds} folds, held out: {found}, recall {found.recall:.2f}")
    bare = [(verdict(a, b).verdict, same) for a, b, same in pairs]
    kinds = sorted(set(bare))
    print(
        "names alone:",
        {f"{said} {'same' if same else 'other'}": bare.count((said, same)) for said, same in kinds},
    )


if __name__ == "__main__":
    main()
