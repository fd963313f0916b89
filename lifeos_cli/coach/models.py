"""Which provider answers: the model the settings name if it may and can be used, else a guided coach."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.errors import UnavailableError
from lifeos_cli.record import consents

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.paths import Paths
    from lifeos_cli.providers.base import Provider
    from lifeos_cli.providers.guided.model import Coach
    from lifeos_cli.providers.retry import Retrying
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store

GUIDED = "guided"
LOCAL = ("ollama", "llama-server")
"""Servers of the Anthropic protocol that need no key; each has a setting NAME.base_url."""
FORMS = "anthropic/ID (or claude-...), ollama/ID, llama-server/ID, litellm/PROVIDER/ID or guided"


class Choice(NamedTuple):
    """A provider, and what to tell the person about why it is this one."""

    provider: Provider
    notice: str = ""
    second: Provider | None = None
    """Who may be asked for a second opinion on a message's safety: a model of the same vendor."""


def choose(
    *,
    store: Store,
    user_id: str,
    coach: Coach,
    settings: Settings,
    paths: Paths,
    lines: dict[str, str],
    ask: Callable[[str], bool] | None,
    watched: bool = False,
) -> Choice:
    """Return who answers; a model is asked again when it is busy (see `providers.retry`).

    A model is used when a key is there, or none is needed, and the person has
    agreed to send it what they write. Naming a model outright (flag,
    environment, settings file) that can be used is such an agreement where
    nobody can be asked. A model on this machine needs none.

    Args:
        store: Where agreements are kept.
        user_id: Whose.
        coach: Who speaks.
        settings: `model`, where its server is, `chat.timeout_s`, `chat.retries`.
        paths: Where keys may lie.
        lines: What a guided coach says at a protocol's safety rules.
        ask: Asks a yes-or-no question; None where nobody can be asked.
        watched: A person sees the waits and can leave; otherwise they sum to a minute at most.

    Raises:
        UnavailableError: The settings name a provider that does not exist.
    """
    name = settings.text("model")
    vendor = require_form(name)
    if vendor == GUIDED:
        return Choice(guided(coach, lines))
    if not _has_key(paths, vendor, name):
        return Choice(
            guided(coach, lines),
            "No key is set, so a guided coach answers, without a model. To use Claude: lifeos config key set anthropic",
        )
    if not stays_here(name, settings) and not _may_send(store, user_id, vendor, settings, ask):
        return Choice(
            guided(coach, lines),
            f"Nothing is sent to {vendor} without your consent, so a guided coach answers. "
            f"To agree: lifeos consent set send_to_model on --provider {vendor}",
        )
    provider = connect(name, settings, paths, watched=watched)
    return Choice(provider, retirement(name), _second(name, settings, paths))


def _second(name: str, settings: Settings, paths: Paths) -> Provider | None:
    """Return the model for second opinions: the one for work in the background, if the same vendor's, or the same."""
    if not settings.flag("safety.second_opinion"):
        return None
    other = settings.text("models.extraction")
    same = other != GUIDED and require_form(other) == require_form(name)
    return connect(other if same else name, settings, paths, retries=0)


def guided(coach: Coach, lines: dict[str, str]) -> Provider:
    """Return the coach without a model."""
    from lifeos_cli.providers.guided.provider import Guided

    return Guided(coach, lines)


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
        watched: See `choose`.
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
    if key is None:
        raise UnavailableError(
            f"no key of {vendor} is set", hint=f"Set it: lifeos config key set {vendor}", kind="auth"
        )
    from lifeos_cli.providers.anthropic import Anthropic

    return Anthropic(
        model,
        key.reveal(),
        base_url=settings.text("anthropic.base_url"),
        timeout=timeout,
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


def retirement(name: str) -> str:
    """Say that a model has ended or is about to, and what comes after it; nothing for any other."""
    from lifeos_cli.clock import local, now_ms
    from lifeos_cli.providers import known

    return known.warning(name, local(now_ms()).date())


def _has_key(paths: Paths, vendor: str, name: str) -> bool:
    """Tell whether a model can be asked as far as keys go; litellm may find one in variables of its own."""
    from lifeos_cli.keys import get_key

    return not name.startswith("anthropic/") or get_key(paths, vendor) is not None


def _may_send(
    store: Store, user_id: str, provider: str, settings: Settings, ask: Callable[[str], bool] | None
) -> bool:
    """Tell whether the person has agreed; ask, or take an explicit model for a yes, if they never answered."""
    standing = consents.granted(store, user_id, "send_to_model", provider)
    said_now = settings.origin("model") == "flag"
    if standing or (standing is False and not said_now):
        return bool(standing)
    if ask is not None and standing is None:
        agreed = ask(f"Send what you write in chat to {provider} (messages and instructions, nothing else)?")
        consents.answer(store, user_id, "send_to_model", granted=agreed, detail=provider, origin="first_run")
        return agreed
    if settings.given("model"):
        consents.answer(
            store, user_id, "send_to_model", granted=True, detail=provider, origin="explicit_model"
        )
        return True
    return False
