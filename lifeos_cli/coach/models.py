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
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store

GUIDED = "guided"


class Choice(NamedTuple):
    """A provider, and what to tell the person about why it is this one."""

    provider: Provider
    notice: str = ""


def choose(
    *,
    store: Store,
    user_id: str,
    coach: Coach,
    settings: Settings,
    paths: Paths,
    lines: dict[str, str],
    ask: Callable[[str], bool] | None,
) -> Choice:
    """Return who answers.

    A model is used when a key is there and the person has agreed to send it
    what they write. Naming a model outright (flag, environment, settings
    file) with a key in place is such an agreement where nobody can be asked.

    Args:
        store: Where agreements are kept.
        user_id: Whose.
        coach: Who speaks.
        settings: `model`, `anthropic.base_url`, `chat.timeout_s`.
        paths: Where keys may lie.
        lines: What a guided coach says at a protocol's safety rules.
        ask: Asks a yes-or-no question; None where nobody can be asked.

    Raises:
        UnavailableError: The settings name a provider this version cannot use.
    """
    name = settings.text("model")
    provider, _, model = name.partition("/")
    if provider == GUIDED:
        return Choice(guided(coach, lines))
    if provider != "anthropic":
        raise UnavailableError(
            f"the provider '{provider}' of model '{name}' cannot be used yet",
            hint="Use anthropic/... or guided: lifeos config set model guided",
        )
    from lifeos_cli.keys import get_key

    key = get_key(paths, provider)
    if key is None:
        return Choice(
            guided(coach, lines),
            "No key is set, so a guided coach answers, without a model. To use Claude: lifeos config key set anthropic",
        )
    if not _may_send(store, user_id, provider, settings, ask):
        return Choice(
            guided(coach, lines),
            f"Nothing is sent to {provider} without your consent, so a guided coach answers. "
            f"To agree: lifeos consent set send_to_model on --provider {provider}",
        )
    from lifeos_cli.providers.anthropic import Anthropic

    return Choice(
        Anthropic(
            model,
            key.reveal(),
            base_url=settings.text("anthropic.base_url"),
            timeout=settings.number("chat.timeout_s"),
        )
    )


def guided(coach: Coach, lines: dict[str, str]) -> Provider:
    """Return the coach without a model."""
    from lifeos_cli.providers.guided.provider import Guided

    return Guided(coach, lines)


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
