"""Shell completion: real handles, never an error, never a new database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Lifeos


def complete(lifeos: Lifeos, line: str, **env: str) -> list[str]:
    """Press TAB at the end of the line, in bash."""
    words = {
        "_LIFEOS_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
    }
    done = lifeos(env={**words, **env})
    assert done.err == ""
    assert done.code == 0
    return done.out.split()


def test_real_handles_are_offered(lifeos: Lifeos) -> None:
    checkin = lifeos("checkin", "--mood", "4").out.strip()
    session = lifeos("chat", "--coach", "woop", "hello", "--json").json()["session"]
    lifeos("users", "add", "Ada")
    assert complete(lifeos, "lifeos sessions show ") == [session]
    assert complete(lifeos, f"lifeos sessions rename {session[:2]}") == [session]
    assert complete(lifeos, "lifeos chat --session ") == [session]
    assert complete(lifeos, "lifeos checkins show ") == [checkin]
    assert complete(lifeos, "lifeos checkins rm ") == [checkin]
    assert complete(lifeos, "lifeos users use A") == ["Ada"]
    assert complete(lifeos, "lifeos --user Ada sessions show ") == []
    assert complete(lifeos, "lifeos sessions show ", LIFEOS_USER="Ada") == []
    assert complete(lifeos, f"lifeos --home {lifeos.home} sessions show ", LIFEOS_HOME="/nowhere") == [
        session
    ]


def test_commands_and_coaches_are_offered_and_no_database_is_made(lifeos: Lifeos) -> None:
    assert complete(lifeos, "lifeos che") == ["checkin", "checkins"]
    assert complete(lifeos, "lifeos sessions re") == ["rename"]
    assert complete(lifeos, "lifeos coaches show wo") == ["woop"]
    assert complete(lifeos, "lifeos chat --coach wo") == ["woop"]
    assert "--since" in complete(lifeos, "lifeos checkins list --s")
    for line in ("sessions show ", "checkins show ", "users use ", "chat --session "):
        assert complete(lifeos, f"lifeos {line}") == []
    assert not lifeos.home.exists()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b""])
def test_a_damaged_database_completes_nothing_and_stays_as_it_is(lifeos: Lifeos, content: bytes) -> None:
    lifeos("checkin", "--mood", "4")
    path = lifeos.home / "data" / "lifeos.db"
    path.write_bytes(content)
    assert complete(lifeos, "lifeos sessions show ") == []
    assert path.read_bytes() == content


def test_an_unknown_person_or_broken_settings_complete_nothing(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "4")
    assert complete(lifeos, "lifeos checkins show ", LIFEOS_USER="nobody") == []
    (lifeos.home / "config").mkdir(exist_ok=True)
    (lifeos.home / "config" / "config.toml").write_text("broken [")
    assert len(complete(lifeos, "lifeos checkins show ")) == 1


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_see_what_a_handle_stands_for(lifeos: Lifeos, shell: str) -> None:
    session = lifeos("chat", "--coach", "woop", "a [b] \x1b[31mred", "--json").json()["session"]
    env = {
        "_LIFEOS_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": "lifeos sessions show ",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    done = lifeos(env=env)
    assert (done.code, done.err) == (0, "")
    assert session in done.out
    assert "red" in done.out
    assert "\x1b" not in done.out


def test_what_has_grown_is_offered_by_handle_with_what_it_is(lifeos: Lifeos) -> None:
    goal = lifeos("goals", "add", "Run 10k by 1 May").out.strip()
    lifeos("skills", "evidence", "add", "Public speaking", "Gave a toast")
    (skill,) = lifeos("skills", "list", "--json").json()
    assert complete(lifeos, "lifeos goals show ") == [goal]
    assert complete(lifeos, f"lifeos skills show {skill['handle'][:1]}") == [skill["handle"]]
    assert complete(lifeos, "lifeos profile why open") == ["openness"]
    assert "mini-ipip" in complete(lifeos, "lifeos profile assess ")
    assert "summary" in complete(lifeos, "lifeos jobs list --kind s")
