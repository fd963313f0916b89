"""`lifeos users`, as a person and a script meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pexpect
import pytest

if TYPE_CHECKING:
    from tests.conftest import Lifeos

KEYS = [
    "id",
    "handle",
    "name",
    "external_id",
    "email",
    "onboarding_step",
    "current",
    "created_at",
    "last_active_at",
]


def names(lifeos: Lifeos) -> list[str]:
    return [user["name"] for user in lifeos("users", "list", "--json").json()]


def test_a_new_home_has_one_person_who_is_current(lifeos: Lifeos) -> None:
    (only,) = lifeos("users", "list", "--json").json()
    assert list(only) == KEYS
    assert (only["name"], only["current"], only["last_active_at"]) == ("me", True, None)
    assert only["created_at"].endswith("+00:00")
    assert lifeos("users", "list").rows()[0][:3] == ["handle", "name", "current"]


def test_a_person_is_added_with_what_other_systems_call_them(lifeos: Lifeos) -> None:
    made = lifeos(
        *("users", "add", "Ann", "--email", "ann@example.org", "--external-id", "ext-1"),
        *("--onboarding-step", "welcome", "--json"),
    )
    assert made.code == 0
    shown = lifeos("users", "show", "ext-1", "--json").json()
    assert shown == made.json()
    assert (shown["name"], shown["onboarding_step"], shown["current"]) == ("Ann", "welcome", False)


def test_off_a_terminal_adding_prints_the_handle(lifeos: Lifeos) -> None:
    handle = lifeos("users", "add", "Ann").out.strip()
    assert lifeos("users", "show", handle, "--json").json()["name"] == "Ann"


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "a\x1b[31mb", "x" * 101, "\x00"[:0] + "\x07"])
def test_what_is_no_name_is_refused_and_nothing_is_written(lifeos: Lifeos, name: str) -> None:
    refused = lifeos("users", "add", name)
    assert refused.code == 2
    assert refused.err.count("\n") == 1
    assert "\x1b" not in refused.err
    assert names(lifeos) == ["me"]


def test_a_name_is_taken_in_every_case_and_alphabet(lifeos: Lifeos) -> None:
    lifeos("users", "add", "Änne")
    for name in ("änne", "ÄNNE", " Änne "):
        assert lifeos("users", "add", name).code == 2
    assert lifeos("users", "rename", "me", "änne").code == 2
    assert lifeos("users", "rename", "änne", "ÄNNE").code == 0
    assert names(lifeos) == ["me", "ÄNNE"]


def test_an_external_id_belongs_to_one_person(lifeos: Lifeos) -> None:
    lifeos("users", "add", "Ann", "--external-id", "1")
    assert lifeos("users", "add", "Bob", "--external-id", "1").code == 2
    assert lifeos("users", "edit", "me", "--external-id", "1").code == 2
    assert names(lifeos) == ["me", "Ann"]


def test_edit_changes_what_is_given_and_clears_what_is_empty(lifeos: Lifeos) -> None:
    lifeos("users", "add", "Ann", "--email", "a@example.org", "--onboarding-step", "one")
    edited = lifeos("users", "edit", "ann", "--email", "", "--external-id", "x", "--json").json()
    assert (edited["email"], edited["external_id"], edited["onboarding_step"]) == (None, "x", "one")
    assert lifeos("users", "edit", "ann").code == 2
    assert lifeos("users", "edit", "ann", "--email", "nowhere").code == 2


def test_use_says_whose_record_commands_are_about(lifeos: Lifeos) -> None:
    lifeos("users", "add", "Ann")
    assert lifeos("users", "use", "ann").code == 0
    assert lifeos("users", "show", "--json").json()["name"] == "Ann"
    assert lifeos("users", "show", "--user", "me", "--json").json()["name"] == "me"
    assert lifeos("users", "show", "--json", env={"LIFEOS_USER": "me"}).json()["name"] == "me"


def test_an_unknown_person_exits_3_with_the_nearest_name(lifeos: Lifeos) -> None:
    lifeos("users", "add", "Benedikt")
    for args in (("users", "use", "benedict"), ("users", "show", "--user", "benedict")):
        missing = lifeos(*args)
        assert missing.code == 3
        assert "Did you mean 'Benedikt'?" in missing.err
        assert missing.out == ""
    assert lifeos("users", "rename", "\udcff", "x").code == 3


def test_removing_needs_a_yes_and_takes_every_row_along(lifeos: Lifeos) -> None:
    lifeos("users", "add", "Ann")
    refused = lifeos("users", "rm", "Ann")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert lifeos("users", "rm", "Ann", "--yes", "--json").json()["removed"] is True
    assert names(lifeos) == ["me"]
    assert lifeos("db", "check").out == "ok\n"


def test_removing_the_current_person_makes_another_current_and_the_last_one_stays(lifeos: Lifeos) -> None:
    lifeos("users", "add", "Ann")
    assert lifeos("users", "rm", "me", "--yes").code == 0
    assert lifeos("users", "show", "--json").json()["name"] == "Ann"
    last = lifeos("users", "rm", "Ann", "--yes")
    assert last.code == 1
    assert "last person" in last.err
    assert names(lifeos) == ["Ann"]


@pytest.mark.parametrize(("typed", "code", "left"), [("Ann", 0, ["me"]), ("y", 130, ["me", "Ann"])])
def test_on_a_terminal_the_name_must_be_typed(lifeos: Lifeos, typed: str, code: int, left: list[str]) -> None:
    lifeos("users", "add", "Ann")
    command, *args = lifeos.argv("users", "rm", "Ann")
    child = pexpect.spawn(command, args, env=lifeos.env(), timeout=20, encoding="utf-8")  # type: ignore[arg-type, unused-ignore]
    child.expect("Type the name")
    child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert names(lifeos) == left


def test_a_removed_persons_words_are_not_left_in_the_files(lifeos: Lifeos) -> None:
    lifeos("users", "add", "Ann")
    lifeos("checkin", "--user", "Ann", "--mood", "4", "--note", "kestrel over the field")
    files = list((lifeos.home / "data").glob("lifeos.db*"))
    assert any(b"kestrel" in file.read_bytes() for file in files)
    lifeos("users", "rm", "Ann", "--yes")
    assert not any(b"kestrel" in file.read_bytes() for file in files if file.exists())
