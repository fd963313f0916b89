"""Write the pages of this folder that come from the code: `python docs/generate.py [settings|commands|man|strings]`.

With `--check` nothing is written; the exit code says whether the page is up to date.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent


def settings() -> str:
    """Write the page of settings from their declarations."""
    from lifeos_cli.settings_key import as_text
    from lifeos_cli.settings_spec import KEYS

    lines = [
        "# Settings",
        "",
        "<!-- Made by `python docs/generate.py settings`; change the declarations instead. -->",
        "",
        "A value is taken from the first of these that has one: a flag of the command, the environment",
        "variable, your settings file (`lifeos config path`), the default. An empty variable counts as not",
        "set; a list in a variable is separated by commas.",
        "",
        "`lifeos config set KEY VALUE` writes the file and keeps its comments; a dot in a key stands for a",
        "table of the file (`chat.plain` is `plain` under `[chat]`). API keys are not settings: see",
        "`lifeos config key --help`.",
        "",
        "| key | type | default | environment | what it does |",
        "|---|---|---|---|---|",
    ]
    for key in KEYS.values():
        kind = " ".join(f"`{choice}`" for choice in key.choices) or key.type
        default = f"`{as_text(key.default)}`" if as_text(key.default) else "(empty)"
        names = " ".join(f"`{name}`" for name in (key.env, *key.also_env))
        lines.append(f"| `{key.name}` | {kind} | {default} | {names} | {key.help} |")
    return "\n".join(lines) + "\n"


def commands() -> str:
    """Write the command reference from the commands."""
    sys.path.insert(0, str(HERE))
    from reference import commands as written

    return written()


def man() -> str:
    """Write the manual page from the commands."""
    sys.path.insert(0, str(HERE))
    from reference import man as written

    return written()


def strings() -> str:
    """Write the catalogue of what the program says from its source."""
    sys.path.insert(0, str(HERE))
    from catalogue import template

    return template()


PAGES = {"settings.md": settings, "commands.md": commands, "lifeos.1": man, "strings.pot": strings}


def _named(file: str) -> str:
    return "man" if file.endswith(".1") else file.partition(".")[0]


def main(args: list[str]) -> int:
    """Write, or with `--check` compare, the pages named; all of them when none is."""
    check = "--check" in args
    stale = 0
    wanted = [arg for arg in args if arg != "--check"] or list(PAGES)
    for page, made in (
        (HERE / file, made) for file, made in PAGES.items() if _named(file) in wanted or file in wanted
    ):
        text = made()
        if not check:
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            print(
                f"{page.name} is out of date: run python docs/generate.py {_named(page.name)}",
                file=sys.stderr,
            )
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
