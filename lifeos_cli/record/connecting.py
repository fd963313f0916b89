"""Connecting to a model by its name: what a conversation and the work in the background share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.errors import UnavailableError

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from lifeos_cli.providers.anthropic import Anthropic
    from lifeos_cli.providers.base import Provider
    from lifeos_cli.providers.retry import Retrying
    from lifeos_cli.settings import Settings

GUIDED = "guided"
LOCAL = ("ollama", "llama-server")
"""Servers of the Anthropic protocol that need no key; each has a setting NAME.base_url."""
FORMS = "anthropic/ID (or claude-...), ollama/ID, llama-server/ID, litellm/PROVIDER/ID or guided"


def require_form(name: str) -> str:
    """Return who gets to see what is sent to a model: `anthropic`, `ollama`, or litellm's provider; or `guided`.

    Raises:
        UnavailableError: No provider of ours is named.
    """
    provider, _, model = name.partition("/")
    vendor, _, rest = model.partition("/")
    if provider == "litellm" and vendor and rest:
        return vendor
    if provider == GUIDED or (provider in ("anthropic", *LOCAL) and model):
        return provider
    raise UnavailableError(
        f"'{name}' names no model that can be used",
        hint=f"Use {FORMS}: lifeos models use NAME",
        kind="unknown_model",
    )


def connect(
    name: str, settings: Settings, paths: Paths, *, watched: bool = False, retries: int | None = None
) -> Retrying:
    """Return the provider of a model that is no guided coach, around it the loop that asks again.

    Nothing is asked or sent here; consent is the caller's.

    Args:
        name: `provider/id`.
        settings: Where its server is, `chat.timeout_s`, `chat.retries`.
        paths: Where keys may lie.
        watched: A person sees the waits and can leave; otherwise they sum to a minute at most.
        retries: Instead of the setting's.

    Raises:
        UnavailableError: No such provider, or its key is missing.
    """
    from lifeos_cli.providers.retry import UNSEEN, Policy, Retrying

    policy = Policy(
        retries=settings.number("chat.retries") if retries is None else retries,
        most=None if watched else UNSEEN,
    )
    return Retrying(_provider(name, settings, paths), policy)


def _provider(name: str, settings: Settings, paths: Paths) -> Provider:
    from lifeos_cli.keys import get_key

    vendor = require_form(name)
    kind, _, model = name.partition("/")
    timeout = settings.number("chat.timeout_s")
    if kind in LOCAL:
        from lifeos_cli.providers.anthropic import Anthropic

        url = settings.text(f"{kind}.base_url")
        here = _loopback(url)
        return Anthropic(model, kind, base_url=url, timeout=timeout, name=kind, cache=False, direct=here)
    key = get_key(paths, vendor)
    if kind == "litellm":
        from lifeos_cli.providers.litellm import LiteLLM

        secret = key.reveal() if key else ""
        return LiteLLM(model, secret, base_url=settings.text("litellm.base_url"), timeout=timeout)
    return anthropic(name, settings, paths)


def anthropic(name: str, settings: Settings, paths: Paths) -> Anthropic:
    """Return a model of Anthropic's own, for what only it can do.

    Args:
        name: `anthropic/id`.
        settings: Where its server is, `chat.timeout_s`.
        paths: Where keys may lie.

    Raises:
        UnavailableError: Its key is missing.
    """
    from lifeos_cli.keys import get_key
    from lifeos_cli.providers.anthropic import Anthropic

    key = get_key(paths, "anthropic")
    if key is None:
        raise UnavailableError(
            "no key of anthropic is set", hint="Set it: lifeos config key set anthropic", kind="auth"
        )
    return Anthropic(
        name.partition("/")[2],
        key.reveal(),
        base_url=settings.text("anthropic.base_url"),
        timeout=settings.number("chat.timeout_s"),
        cache=settings.flag("anthropic.cache"),
    )


def stays_here(name: str, settings: Settings) -> bool:
    """Tell whether what is sent to a model stays on this machine.

    It does with Ollama and llama-server on a loopback address. Ollama passes
    a model whose name ends in `cloud` on to its makers' servers.
    """
    kind, _, model = name.partition("/")
    return kind in LOCAL and _loopback(settings.text(f"{kind}.base_url")) and not model.endswith("cloud")


def _loopback(url: str) -> bool:
    host = url.partition("://")[2].partition("/")[0]
    if host.startswith("["):
        return host.partition("]")[0] == "[::1"
    name = host.partition(":")[0].lower()
    return name == "localhost" or (name.startswith("127.") and name.replace(".", "").isdigit())


def has_key(paths: Paths, vendor: str, name: str) -> bool:
    """Tell whether a model can be asked as far as keys go; litellm may find one in variables of its own."""
    from lifeos_cli.keys import get_key

    return not name.startswith("anthropic/") or get_key(paths, vendor) is not None
