"""What the README says is what is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    """Return the README's shell commands."""
    return re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)


def test_there_are_exactly_two_commands_each_one_line() -> None:
    assert len(commands()) == 2
    assert commands()[0].endswith("lifeos chat")
    assert all("\n" not in command for command in commands())


def test_ci_runs_the_second_command_as_it_stands() -> None:
    assert commands()[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_link_into_the_tree_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_the_readme_names_exists() -> None:
    from lifeos_cli.cli.commands import COMMANDS

    named = set(re.findall(r"`lifeos ([a-z]+)", README))
    assert named <= set(COMMANDS)
