"""Which embedder a setting means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.errors import UsageFault
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from lifeos_cli.memory.base import Embedder

BUILT_IN = "builtin"
STATIC = "static"
FORMS = (BUILT_IN, STATIC, "model2vec:FOLDER or hub id", "litellm:MODEL", "fastembed:MODEL")
_KINDS = ("model2vec", "litellm", "fastembed")


def check(setting: str) -> None:
    """Say whether a setting names an embedder, without loading one.

    Raises:
        UsageFault: It does not.
    """
    kind, colon, name = setting.partition(":")
    if setting in {BUILT_IN, STATIC} or (kind in _KINDS and colon and name.strip()):
        return
    raise UsageFault(
        f"'{one_line(setting, 60)}' is not an embedder", hint="One of: " + ", ".join(FORMS) + "."
    )


def choose(setting: str, *, api_key: str = "", base_url: str = "") -> Embedder:
    """Open the embedder a setting names.

    Args:
        setting: `builtin`, `static`, `model2vec:...`, `litellm:...` or `fastembed:...`.
        api_key: The key of a `litellm` model; empty to leave it to the environment.
        base_url: The server of a `litellm` model, if not its provider's own.

    Raises:
        UsageFault: The setting names none.
        UnavailableError: A package or file it needs is missing.
    """
    check(setting)
    kind, _, name = setting.partition(":")
    if kind == BUILT_IN:
        from lifeos_cli.memory.embed.builtin import MiniLM

        return MiniLM()
    if kind == STATIC:
        from lifeos_cli.memory.embed.table import static

        return static()
    if kind == "model2vec":
        from lifeos_cli.memory.embed.table import model2vec

        return model2vec(name)
    from lifeos_cli.memory.embed.others import FastEmbed, Remote

    return FastEmbed(name) if kind == "fastembed" else Remote(name, api_key=api_key, base_url=base_url)
