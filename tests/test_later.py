"""Modules that wait until they are used, each in a clean interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lifeos_cli.later import MODULES

BEGIN = "import sys; from lifeos_cli.later import MODULES, Later, postpone; postpone()\n"


def run(code: str) -> str:
    """Run code in a clean interpreter (without `site`, which imports some of the modules) and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{BEGIN}{code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("name", MODULES)
def test_an_import_loads_nothing_and_the_first_use_loads_the_module(name: str) -> None:
    told = run(
        f"import {name}\n"
        f"print(type(sys.modules['{name}']) is Later)\n"
        f"file = {name}.__file__\n"
        f"print(type(sys.modules['{name}']) is Later)\n"
        f"import {name} as again\n"
        f"print(again is sys.modules['{name}'], again.__file__ == file)"
    )
    assert told.split() == ["True", "False", "True", "True"]


@pytest.mark.parametrize(("name", "function"), [(n, f) for n, given in MODULES.items() for f in given])
def test_a_function_taken_by_name_loads_nothing_until_it_is_called(name: str, function: str) -> None:
    told = run(
        f"from {name} import {function}\nprint(type(sys.modules['{name}']) is Later, callable({function}))"
    )
    assert told.split() == ["True", "True"]


def test_a_function_taken_by_name_answers_as_the_true_one() -> None:
    told = run(
        "from hashlib import sha256, blake2b\n"
        "from difflib import get_close_matches\n"
        "from gettext import ngettext\n"
        "print(sha256(b'x').hexdigest()[:8], blake2b(b'x', digest_size=4).hexdigest())\n"
        "print(get_close_matches('gaols', ['goals']), ngettext('day', 'days', 2))"
    )
    assert told.split() == ["2d711642", "b1ba07e5", "['goals']", "days"]


def test_a_class_taken_by_name_is_the_true_one() -> None:
    assert run("from subprocess import Popen\nimport subprocess\nprint(Popen is subprocess.Popen)") == "True"


def test_what_is_put_in_the_place_of_a_name_is_seen_by_who_imported_before() -> None:
    assert (
        run("import locale as early\nearly.LC_ALL\nimport locale\nlocale.probe = 7\nprint(early.probe)")
        == "7"
    )


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    assert (
        run("import locale\nprint(hasattr(locale, 'no_such_name'), hasattr(locale, '__path__'))")
        == "False False"
    )


def test_what_was_imported_before_stays() -> None:
    assert run(
        "import json, textwrap\ntextwrap.dedent('')\npostpone()\nprint(type(textwrap) is Later)\n"
        "print(type(sys.modules['textwrap']) is Later)"
    ).split() == ["True", "False"]


def test_many_threads_may_be_the_first() -> None:
    told = run(
        "import threading, subprocess\n"
        "found, gate = [], threading.Barrier(8)\n"
        "def use():\n"
        "    gate.wait(); found.append(subprocess.Popen)\n"
        "threads = [threading.Thread(target=use) for _ in range(8)]\n"
        "[t.start() for t in threads]; [t.join() for t in threads]\n"
        "print(len(found), len(set(found)))"
    )
    assert told.split() == ["8", "1"]
