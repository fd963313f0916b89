"""`lifeos coaches`: the ones there are, and one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.coach.catalog import BUILT_IN

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos


@pytest.fixture
def editor(tmp_path: Path) -> dict[str, str]:
    """An editor that replaces one word in the file."""
    script = tmp_path / "my editor"
    script.write_text('#!/bin/sh\nsed -i "s/$FROM/$TO/" "$1"\n')
    script.chmod(0o700)
    return {"EDITOR": f"'{script}'"}


def own(paths: Paths, coach_id: str, source: str = "woop", **changes: str) -> Path:
    text = (BUILT_IN / f"{source}.toml").read_text().replace(f'id = "{source}"', f'id = "{coach_id}"')
    for old, new in changes.items():
        text = text.replace(old, new)
    paths.coaches.mkdir(parents=True, exist_ok=True)
    path = paths.coaches / f"{coach_id}.toml"
    path.write_text(text)
    return path


def test_twelve_come_with_the_program(lifeos: Lifeos) -> None:
    header, *rows = lifeos("coaches", "list").rows()
    assert header == ["id", "name", "title", "steps", "origin"]
    assert len(rows) == 12
    assert {row[-1] for row in rows} == {"built-in"}
    assert sum(int(row[3]) for row in rows) == 79
    assert not lifeos.home.exists()


def test_a_coach_is_shown_with_its_steps(lifeos: Lifeos) -> None:
    found = lifeos("coaches", "show", "tide", "--json").json()
    assert (found["id"], found["name"]) == ("woop", "Tide")
    assert list(found["steps"][0]) == ["id", "type", "capture", "prompt"]
    shown = lifeos("coaches", "show", "woop")
    assert all(line.count("\t") == 1 for line in shown.out.splitlines())
    assert lifeos("coaches", "show", "nobody").code == 3


def test_a_new_coach_works_as_it_was_written(lifeos: Lifeos, paths: Paths) -> None:
    made = lifeos("coaches", "new", "my_coach")
    path = paths.coaches / "my_coach.toml"
    assert made.out == f"{path}\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert lifeos("coaches", "validate").code == 0
    assert lifeos("coaches", "validate", "my_coach", "--json").json() == []
    assert lifeos("chat", "--coach", "my_coach", "hello", "--json").json()["coach"] == "my_coach"
    again = lifeos("coaches", "new", "my_coach")
    assert (again.code, again.out) == (2, "")
    for bad in ("My Coach", "../x", "", "x" * 50, "-"):
        assert lifeos("coaches", "new", "--", bad).code == 2


def test_editing_a_built_in_coach_makes_it_ones_own(
    lifeos: Lifeos, paths: Paths, editor: dict[str, str]
) -> None:
    done = lifeos("coaches", "edit", "tide", env={**editor, "FROM": '"Tide"', "TO": '"Wave"'})
    assert done.code == 0, done.err
    assert (paths.coaches / "woop.toml").exists()
    rows = {row["id"]: row for row in lifeos("coaches", "list", "--json").json()}
    assert (rows["woop"]["name"], rows["woop"]["origin"]) == ("Wave", "own")
    assert len(rows) == 12
    assert lifeos("coaches", "show", "wave", "--json").json()["id"] == "woop"


def test_an_edit_that_breaks_the_file_says_where(
    lifeos: Lifeos, paths: Paths, editor: dict[str, str]
) -> None:
    done = lifeos("coaches", "edit", "woop", env={**editor, "FROM": "^capture", "TO": "captura"})
    path = paths.coaches / "woop.toml"
    assert done.code == 2
    lines = done.err.splitlines()
    assert all(line.startswith(f"{path}:") for line in lines)
    number = next(n for n, line in enumerate(path.read_text().splitlines(), 1) if line.startswith("captura"))
    assert any(line.startswith(f"{path}:{number}: ") and "captura" in line for line in lines)
    assert lifeos("coaches", "edit", "woop", env={"EDITOR": "false"}).code == 1
    assert lifeos("coaches", "edit", "woop", "--no-input", env=editor).code == 2


def test_a_broken_file_is_told_and_the_others_work(lifeos: Lifeos, paths: Paths) -> None:
    own(paths, "mine", Tide="Mine")
    broken = own(paths, "broken", capture="captura")
    listed = lifeos("coaches", "list", "--json")
    ids = {row["id"] for row in listed.json()}
    assert "mine" in ids
    assert "broken" not in ids
    assert len(ids) == 13
    assert f"{broken}:" in listed.err
    checked = lifeos("coaches", "validate")
    assert checked.code == 2
    assert {line.partition(":")[0] for line in checked.err.splitlines()} == {str(broken)}
    problems = lifeos("coaches", "validate", "--json")
    assert problems.code == 2
    assert problems.json()[0]["problem"].startswith(f"{broken}:")
    assert lifeos("coaches", "validate", "mine").code == 0
    assert lifeos("coaches", "validate", str(broken)).code == 2
    assert lifeos("coaches", "show", "broken").code == 2
    assert lifeos("chat", "--coach", "mine", "hello", "--json").json()["coach"] == "mine"
    assert lifeos("chat", "--coach", "woop", "hello").code == 0
