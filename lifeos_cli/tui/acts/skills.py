"""Actions of Skills."""

from __future__ import annotations

from lifeos_cli.tui.acts.base import Action

_MODE = "skills"
ROWS = (
    Action(
        "skills.graph", "Graph", "v", "graph", _MODE, "skills graph", "The tree, or the graph.", shown=True
    ),
    Action(
        "skills.evidence",
        "Evidence",
        "e",
        "evidence",
        _MODE,
        "skills evidence add",
        "Note one time you used the skill.",
        shown=True,
    ),
    Action(
        "skills.source",
        "Source",
        "s",
        "source",
        _MODE,
        "skills why",
        "The words a piece of evidence rests on.",
        shown=True,
    ),
    Action("skills.add", "New", "n", "add", _MODE, "skills add", "Add a skill of your own.", shown=True),
    Action(
        "skills.link",
        "Link",
        "t",
        "link",
        _MODE,
        "skills link",
        "Say how it stands to another skill.",
        shown=True,
    ),
    Action(
        "skills.merge", "Merge", "m", "merge", _MODE, "skills merge", "Make one of two skills.", shown=True
    ),
    Action(
        "skills.unmerge", "Unmerge", "M", "unmerge", _MODE, "skills unmerge", "Undo the last merge into it."
    ),
    Action(
        "skills.split",
        "Split",
        "x",
        "split",
        _MODE,
        "skills split",
        "Give some of its evidence to another skill.",
    ),
    Action("skills.unlink", "Unlink", "T", "unlink", _MODE, "skills unlink", "Withdraw a link of it."),
    Action("skills.rename", "Rename", "r", "rename", _MODE, "skills rename", "The old name still finds it."),
    Action(
        "skills.accept",
        "Accept",
        "a",
        "accept",
        _MODE,
        "skills evidence accept",
        "Let proposed evidence count.",
    ),
    Action(
        "skills.withdraw",
        "Not so",
        "w",
        "withdraw",
        _MODE,
        "skills evidence withdraw",
        "Take a piece of evidence out, after a question.",
    ),
    Action(
        "skills.next", "What next", "p", "next", _MODE, "skills suggest", "What is worth practising, and why."
    ),
    Action(
        "skills.remove",
        "Remove",
        "delete",
        "remove",
        _MODE,
        "skills rm",
        "Take the skill out of every list, after a question.",
    ),
    Action("skills.back", "Back", "escape", "back", _MODE, "skills tree", "From the evidence to the tree."),
)
