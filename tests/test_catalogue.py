"""The catalogue of texts: what the program says is in it."""

from __future__ import annotations

import re
import sys
from ast import literal_eval
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from tests.test_docs import DOCS

if TYPE_CHECKING:
    from tests.conftest import Lifeos

sys.path.insert(0, str(DOCS))
_MESSAGE = re.compile(
    r'^msgid ((?:"[^\n]*"\n)+)(?:msgid_plural [^\n]*\nmsgstr\[0\]|msgstr) ""$', re.MULTILINE
)


def kept(source: str, file: str = "lifeos_cli/cli/some.py") -> list[tuple[str, str]]:
    from catalogue import read  # type: ignore[import-not-found, unused-ignore]

    return [(one.kind, one.text) for one in read(source, file)]


@cache
def messages() -> list[str]:
    found = _MESSAGE.findall((DOCS / "strings.pot").read_text("utf-8"))
    return ["".join(literal_eval(line) for line in lines.splitlines()) for lines in found]


@cache
def patterns() -> list[re.Pattern[str]]:
    parts = [re.split(r"{[^{}]*(?:{[^{}]*}[^{}]*)*}", text) for text in messages()[1:]]
    return [re.compile(".*".join(re.escape(part) for part in one), re.DOTALL) for one in parts]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("raise UsageFault('x is y', hint='Say z.')", [("error", "x is y"), ("hint", "Say z.")]),
        ("raise UsageFault(f'{len(rows)} of {run.rows:,}')", [("error", "{rows} of {rows2:,}")]),
        (
            "run.note('Kept.' if kept else f'Gone: {row[\"title\"]}.')",
            [("said", "Kept."), ("said", "Gone: {title}.")],
        ),
        ("typer.Option(None, metavar='A B', help='Whose record.')", [("help", "Whose record.")]),
        ("def show():\n    '''No command, no help.'''", []),
        ("async def show():\n    '''No command, no help.'''", []),
        (
            "x = ['nothing is due', 'goal_id', 'SELECT a FROM b', r'\\w+ or more']",
            [("shown", "nothing is due")],
        ),
        ("x = f'a brace {{ and {value:.{places}f}'", [("shown", "a brace {{ and {value:.{places}f}")]),
        ("x = counted(len(rows), 'row', 'rows')", [("shown", "row")]),
    ],
)
def test_a_text_is_told_from_what_is_none(source: str, found: list[tuple[str, str]]) -> None:
    assert kept(source) == found


def test_where_nothing_is_said_to_a_person_only_errors_are_texts() -> None:
    source = "x = 'you are a careful reader'\nraise LifeosError('it is busy')"
    assert kept(source, "lifeos_cli/extraction/some.py") == [("error", "it is busy")]


def test_every_message_is_there_once_and_reads_back() -> None:
    assert messages()[0] == ""  # the header
    assert (
        len(messages()) == len(set(messages())) == (DOCS / "strings.pot").read_text("utf-8").count("\nmsgid ")
    )


def test_helps_settings_and_actions_are_in_it() -> None:
    from reference import walk  # type: ignore[import-not-found, unused-ignore]

    from lifeos_cli.settings_spec import KEYS
    from lifeos_cli.tui.actions import ACTIONS

    known = {" ".join(text.split()) for text in messages()}
    wanted: list[Any] = [command.help for _, command in walk()]
    wanted += [param.help for _, command in walk() for param in command.params if "--help" not in param.opts]
    wanted += [key.help for key in KEYS.values()]
    wanted += [one.help for one in ACTIONS.values()]
    said = {" ".join(text.replace("\b", "").replace("\f", "").split()) for text in wanted if text}
    assert {
        text for text in said if text not in known and not any(one.fullmatch(text) for one in patterns())
    } == set()


@pytest.mark.parametrize(
    "line",
    [
        "goals show zzzz",
        "checkin --mood 9",
        "goals add ''",
        "consent set adult perhaps",
        "config set modell x",
        "sql 'DELETE FROM goals'",
        "review decade",
        "restore nowhere.db --yes",
        "export paper",
        "users use Nobody",
        "memory search",
        "tags rm nothing",
        "context ''",
    ],
)
def test_what_an_error_says_is_in_it(lifeos: Lifeos, line: str) -> None:
    import shlex

    done = lifeos(*shlex.split(line))
    said = done.err.strip().removeprefix("lifeos: ").rstrip(".")
    assert done.code
    assert any(one.match(said) for one in patterns() if len(one.pattern) > 12), said
