"""Which provider answers: the model the settings name if it may and can be used, else a guided coach."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.record import consents
from lifeos_cli.record.connecting import FORMS, GUIDED, LOCAL, connect, has_key, require_form, stays_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.paths import Paths
    from lifeos_cli.providers.base import Provider
    from lifeos_cli.providers.guided.model import Coach
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store


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
    if not has_key(paths, vendor, name):
        return Choice(
            guided(coach, lines),
            "No key is set, so a guided coach answers, without a model. To use Claude: lifeos config key set anthropic",
        )
    if not stays_here(name, settings) and not may_send(store, user_id, vendor, settings, ask):
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


def retirement(name: str) -> str:
    """Say that a model has ended or is about to, and what comes after it; nothing for any other."""
    from lifeos_cli.clock import local, now_ms
    from lifeos_cli.providers import known

    return known.warning(name, local(now_ms()).date())


def may_send(
    store: Store, user_id: str, provider: str, settings: Settings, ask: Callable[[str], bool] | None
) -> bool:
    """Tell whether the person has agreed; ask, or take an explicit model for a yes, if they never answered."""
    standing = consents.granted(store, user_id, consents.SEND, provider)
    said_now = settings.origin("model") == "flag"
    if standing or (standing is False and not said_now):
        return bool(standing)
    if ask is not None and standing is None:
        agreed = ask(f"Send what you write in chat to {provider} (messages and instructions, nothing else)?")
        consents.answer(store, user_id, consents.SEND, granted=agreed, detail=provider, origin="first_run")
        return agreed
    if settings.given("model"):
        consents.answer(store, user_id, consents.SEND, granted=True, detail=provider, origin="explicit_model")
        return True
    return False


__all__ = [
    "FORMS",
    "GUIDED",
    "LOCAL",
    "Choice",
    "choose",
    "connect",
    "guided",
    "has_key",
    "may_send",
    "require_form",
    "retirement",
    "stays_here",
]
