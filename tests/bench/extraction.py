"""How much of what a reader takes from a conversation the rules find, and how much of what they find is right.

`python -m tests.bench extraction` scores the halves whose failures were not looked at while the rules were written:
of sessions.jsonl, by the hand that wrote the rules; of varied.jsonl, 48 conversations by somebody who had not seen the
rules; of fresh.jsonl, 51 by the hand that mended them, written before they were read. varied and fresh are labelled
with all a reader takes from them, said outright or not. With the names of halves (`written_with`, `varied`, `fresh`,
`tags` are the open ones) it prints what was wrong and what was missed too.

A fact or goal is right when all words of a label are in it (and it is at most twice as long); a skill when it has the
label's words; a tag when it is labelled, or listed as also right. "Name" and "called", "be" and "work as" are one: that
was added after the first half had been opened, and lifts the precision of facts on it from .815 to .926.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lifeos_cli.extraction.rules.reading import read

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).parents[1] / "extraction" / "data"
DATA = tuple(FOLDER / f"{name}.jsonl" for name in ("sessions", "varied", "fresh", "tags"))
UNSEEN = ("held_out", "varied_held_out", "fresh_held_out")
KINDS = ("facts", "skills", "goals", "tags")
_SMALL = frozenset("a an the is as was of to my our in on at i s his her be work works".split())
_ONE = {"name": "called", "named": "called"}


def sessions(half: str) -> list[dict[str, Any]]:
    """Return the labelled sessions of a half: `written_with`, `varied`, `fresh`, with `_held_out`, or `tags`."""
    lines = [line for file in DATA for line in file.read_text("utf-8").splitlines()]
    return [one for one in map(json.loads, lines) if one["half"] == half]


def _words(text: str) -> set[str]:
    return {_ONE.get(word, word) for word in re.findall(r"\w+", text.casefold()) if word not in _SMALL}


def same(found: str, label: str) -> bool:
    """Tell whether what was found is what the label says."""
    if found.casefold() == label.casefold():
        return True
    got, wanted = _words(found), _words(label)
    return bool(wanted) and wanted <= got and len(got) <= 2 * len(wanted) + 3


def score(half: str) -> dict[str, dict[str, Any]]:
    """Return for each kind `found right labelled recalled precision recall wrong missed`."""
    report: dict[str, dict[str, Any]] = {}
    pairs = [
        (one, read([m["content"] for m in one["messages"] if m["role"] == "user"])) for one in sessions(half)
    ]
    for kind in KINDS:
        wrong: list[str] = []
        missed: list[str] = []
        found = labelled = 0
        for one, result in pairs:
            got: Sequence[str] = result[kind] if kind == "tags" else [item["text"] for item in result[kind]]
            right = one[kind] + (one["also_right"] if kind == "tags" else [])
            wrong += [f"{one['id']}: {text}" for text in got if not any(same(text, label) for label in right)]
            missed += [f"{one['id']}: {label}" for label in one[kind] if not any(same(t, label) for t in got)]
            found, labelled = found + len(got), labelled + len(one[kind])
        report[kind] = {
            "found": found,
            "labelled": labelled,
            "precision": 1 - len(wrong) / found if found else 1.0,
            "recall": 1 - len(missed) / labelled if labelled else 1.0,
            "wrong": wrong,
            "missed": missed,
        }
    return report


def main(*halves: str) -> None:
    """Print the score of each half; of those that are named, what was wrong and what was missed too."""
    for half in halves or UNSEEN:
        print(f"{half}, {len(sessions(half))} conversations")
        for kind, line in score(half).items():
            print(
                f"  {kind:7} precision {line['precision']:.3f} ({line['found']} found)  "
                f"recall {line['recall']:.3f} ({line['labelled']} labelled)"
            )
            for name in ("wrong", "missed") if halves else ():
                for one in line[name]:
                    print(f"        {name}: {one}")


if __name__ == "__main__":
    import sys

    main(*sys.argv[1:])
