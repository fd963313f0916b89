"""The coaches a person can choose from, and what is told about a file that does not work."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from lifeos_cli.coach import catalog, coach_files
from lifeos_cli.coach.toml_lines import line_of
from lifeos_cli.errors import ExitCode, NotFoundError, UsageFault

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "coaches"
    folder.mkdir()
    return folder


def write(own: Path, coach_id: str, *changes: tuple[str, str]) -> Path:
    """Write the skeleton under that id with pieces of its text changed."""
    text = catalog.template(coach_id)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = own / f"{coach_id}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_built_in_coaches_have_no_problems() -> None:
    files = sorted(catalog.BUILT_IN.glob("*.toml"))
    assert len(files) == 12
    assert [catalog.problems(path) for path in files] == [[]] * 12


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("goal_grow", "goal_grow"),
        ("Compass", "goal_grow"),
        ("COMPASS", "goal_grow"),
        (" tide ", "woop"),
        ("comp", "goal_grow"),
        ("Goal coach", "goal_grow"),
        ("evening", "gratitude"),
        ("values", "values"),
        ("cbt", "cbt_record"),
    ],
)
def test_a_coach_is_found_by_id_name_or_the_beginning_of_its_title(name: str, found: str) -> None:
    assert catalog.find(name).id == found
    assert catalog.load_all().find(name).id == found


def test_an_unknown_name_says_the_nearest_one() -> None:
    with pytest.raises(NotFoundError, match="No coach is called") as fault:
        catalog.find("compas5")
    assert "Did you mean Compass (goal_grow)?" in fault.value.hint
    assert fault.value.exit_code == ExitCode.NOT_FOUND
    for name in ("", "zzzzzz", "../woop", "x" * 100_000, "\x1b[2J"):
        with pytest.raises(NotFoundError) as other:
            catalog.find(name)
        assert len(other.value.message) < 120
        assert "\x1b" not in other.value.message


def test_a_beginning_several_share_is_refused_with_their_names() -> None:
    with pytest.raises(UsageFault, match=r"Horizon \(best_self\)") as fault:
        catalog.find("b")
    assert fault.value.exit_code == ExitCode.USAGE


def test_only_its_own_file_is_read_when_a_coach_is_asked_for_by_id(monkeypatch: pytest.MonkeyPatch) -> None:
    load = Mock(wraps=coach_files.load)
    monkeypatch.setattr(catalog, "load", load)
    assert catalog.find("woop").id == "woop"
    load.assert_called_once_with(catalog.BUILT_IN / "woop.toml")


def test_the_skeleton_of_a_new_coach_works_as_it_stands(own: Path) -> None:
    path = write(own, "my_coach")
    assert catalog.problems(path) == []
    coach = catalog.find("my_coach", own)
    assert (coach.name, len(coach.steps)) == ("My Coach", 5)


def test_an_own_coach_joins_the_others(own: Path) -> None:
    write(own, "mine")
    found = catalog.load_all(own)
    assert len(found.coaches) == 13
    assert found.own == {"mine"}
    assert catalog.find("Mine", own).id == "mine"


def test_an_own_file_takes_the_place_of_a_built_in_coach(own: Path) -> None:
    write(own, "woop", ('name = "Woop"', 'name = "My Tide"'))
    assert catalog.find("woop", own).name == "My Tide"
    assert catalog.load_all(own).coaches["woop"].name == "My Tide"
    assert len(catalog.load_all(own).coaches) == 12
    assert catalog.find("woop").name == "Tide"


def test_a_broken_own_file_is_left_out_with_a_warning(own: Path) -> None:
    write(own, "mine")
    path = write(own, "sick", ("prompt =", "promt ="))
    found = catalog.load_all(own)
    assert found.own == {"mine"}
    assert any(line.startswith(f"{path}:") and "promt" in line for line in found.warnings)
    warned: list[str] = []
    assert catalog.find("Compass", own, warned.append).id == "goal_grow"
    assert warned == list(found.warnings)
    with pytest.raises(UsageFault, match="prompt") as fault:
        catalog.find("sick", own)
    assert "coaches validate" in fault.value.hint


def test_a_broken_own_file_of_a_built_in_id_leaves_the_built_in_coach(own: Path) -> None:
    write(own, "woop", ('type = "text"', 'type = "tekst"'))
    warned: list[str] = []
    assert catalog.find("woop", own, warned.append).name == "Tide"
    assert len(warned) == 1


def test_a_folder_that_is_not_there_is_no_problem(tmp_path: Path) -> None:
    assert len(catalog.load_all(tmp_path / "none").coaches) == 12
    assert catalog.find("woop", tmp_path / "none").id == "woop"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('purpose = "', 'purpos = "', ':8: purpos: unknown key "purpos"; did you mean "purpose"?'),
        ('prompt = "What is on', 'promt = "What is on', ':38: steps[0].promt: unknown key "promt"; did you'),
        ("min_items = 3", "min_itms = 3", ':57: steps[2].min_itms: unknown key "min_itms"; did you mean "min_items"?'),
        ('goto = "topic"', 'goto = "topics"', ':50: steps[1].rules[0].goto: there is no step "topics"; did you'),
        ("min = 0", "min = 90", ":47: steps[1].min: min (90) must be smaller than max (10)"),
        ('type = "scale"', 'type = "scal"', ':46: steps[1].type: "scal" is not one of'),
        ("{importance}", "{urgency}", ':61: steps[3].prompt: "urgency" is not captured by an earlier step'),
        ('next_step = ["next_action"]', 'next_step = ["nxt_action"]', ":22: next_step[0]:"),
        ('said = ["nothing for now"]', "said = []", ':28: rules[0]: "say", "end" and "skip" need "said"'),
        ('id = "mine"', 'id = "other"', ':5: id: must be the name of the file: "mine"'),
        ('id = "mine"', "id = ", ":5: syntax:"),
    ],
)  # fmt: skip
def test_a_problem_is_told_with_file_line_key_and_suggestion(
    own: Path, old: str, new: str, told: str
) -> None:
    path = write(own, "mine", (old, new))
    lines = catalog.problems(path)
    assert any(line.startswith(f"{path}{told}") for line in lines), lines


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "is not UTF-8"),
        (b"id = 1\nid = 2", ":2: syntax:"),
        (b"", "is missing"),
        (b"a = " + b"[" * 5000, ":"),
    ],
)
def test_a_file_that_is_no_coach_file_at_all_is_told_too(own: Path, content: bytes, told: str) -> None:
    path = own / "odd.toml"
    path.write_bytes(content)
    assert told in catalog.problems(path)[0]
    assert catalog.load_all(own).own == frozenset()


def test_a_file_that_cannot_be_read_is_told(own: Path) -> None:
    (own / "folder.toml").mkdir()
    assert ":1: file:" in catalog.problems(own / "folder.toml")[0]
    assert ":1: file: No such file" in catalog.problems(own / "none.toml")[0]
    assert len(catalog.load_all(own).coaches) == 12


def test_a_damaged_built_in_coach_says_to_install_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(catalog.BUILT_IN, tmp_path / "protocols")
    (tmp_path / "protocols" / "woop.toml").write_text("x", encoding="utf-8")
    monkeypatch.setattr(catalog, "BUILT_IN", tmp_path / "protocols")
    with pytest.raises(UsageFault) as fault:
        catalog.load_all()
    assert "install" in fault.value.hint


TOML = '''\
# steps = 1
id = "x"  # [[steps]]
text = """
id = "not this"
[steps]
"""
"odd key" = 1
list = [
  "a # no comment",
  { when = "x", goto = "y" },
  {
    when = "= }",
    goto = "z",
  },
]

[lines]
one = "1"
two.deep = 2

[[steps]]
id = 'a'
[[steps]]
id = "b"
  [[steps.rules]]
  when = "p"
  [[steps.rules]]
  when = "q"
[[steps]]
rules = [{ when = "r" }]
'''


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ((), 1),
        (("id",), 2),
        (("text",), 3),
        (("odd key",), 7),
        (("list",), 8),
        (("list", 0, "goto"), 10),
        (("list", 1), 11),
        (("list", 1, "goto"), 13),
        (("lines",), 17),
        (("lines", "one"), 18),
        (("lines", "two", "deep"), 19),
        (("steps", 0, "id"), 22),
        (("steps", 1), 23),
        (("steps", 1, "id"), 24),
        (("steps", 1, "rules", 1, "when"), 28),
        (("steps", 2, "rules", 0, "when"), 30),
        (("steps", 2, "prompt"), 29),
        (("nowhere", 3, "at", "all"), 1),
    ],
)
def test_the_line_of_a_key_is_found(where: tuple[str | int, ...], line: int) -> None:
    assert line_of(TOML, where) == line
