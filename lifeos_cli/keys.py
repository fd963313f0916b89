"""API keys of model providers: from the environment, the system's key store, or a 0600 file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lifeos_cli import keybox
from lifeos_cli.errors import LifeosError, NotFoundError, UsageFault
from lifeos_cli.settings_checks import is_name

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths

Origin = Literal["env", "keyring", "file"]

_TAIL = 4
_LONG = 24
"""From here on the last letters give nothing away."""
_LONGEST = 4096
_LONGEST_NAME = 32
_KNOWN = ("anthropic", "openai", "gemini", "mistral", "groq", "openrouter", "deepseek", "xai", "cohere")
"""Providers whose variables `stored` looks for besides those in the file."""


class ApiKey:
    """A secret that does not print: only `reveal` gives it."""

    __slots__ = ("_value", "origin")

    def __init__(self, value: str, origin: Origin) -> None:
        self._value = value
        self.origin: Origin = origin

    def reveal(self) -> str:
        """Return the key itself, for the call to the provider and nothing else."""
        return self._value

    def tail(self) -> str:
        """Return the last letters of a long key, by which its owner knows it; nothing of a short one."""
        return self._value[-_TAIL:] if len(self._value) >= _LONG else ""

    def __repr__(self) -> str:
        return f"<API key from {self.origin}, not shown>"

    def __reduce__(self) -> str:
        raise TypeError("an API key is not pickled")


class Place(NamedTuple):
    """Where a provider's key lies."""

    provider: str
    origin: Origin
    where: str
    """The variable, the key store or the file."""
    tail: str


def variable(provider: str) -> str:
    """Name the environment variable of a provider's key."""
    return _named(provider).replace("-", "_").upper() + "_API_KEY"


def get_key(paths: Paths, provider: str) -> ApiKey | None:
    """Find the key of a provider.

    A key store that does not answer (a cron job without the desktop's session)
    counts as none.

    Raises:
        LifeosError: The file with the keys can be read by others.
    """
    given = os.environ.get(variable(provider), "").strip()
    if given:
        return ApiKey(given, "env")
    held = _read(paths).get(provider)
    if isinstance(held, str) and held.strip():
        return ApiKey(held.strip(), "file")
    entry = _entry(held)
    value = keybox.fetch(entry) if entry else None
    return ApiKey(value, "keyring") if value else None


def where(paths: Paths, provider: str) -> Place | None:
    """Say where the key of a provider comes from, without asking the key store."""
    name = variable(provider)
    given = os.environ.get(name, "").strip()
    if given:
        return Place(provider, "env", name, ApiKey(given, "env").tail())
    held = _read(paths).get(provider)
    if isinstance(held, str) and held.strip():
        return Place(provider, "file", str(paths.keys), ApiKey(held.strip(), "file").tail())
    return Place(provider, "keyring", "the system's key store", "") if _entry(held) else None


def stored(paths: Paths) -> list[Place]:
    """List the keys there are."""
    names = dict.fromkeys((*_KNOWN, *(name for name in _read(paths) if is_name(name))))
    return [place for name in names if (place := where(paths, name))]


def set_key(paths: Paths, provider: str, value: str) -> Origin:
    """Keep a key in the system's key store, or in the file where there is none.

    Returns:
        Where it went.

    Raises:
        UsageFault: The key is empty or cannot be a key.
    """
    from lifeos_cli.tomledit import change

    _named(provider)
    value = _clean(value)
    before = _entry(_read(paths, tight=False).get(provider))
    entry = f"{provider}-{os.urandom(4).hex()}"
    kept = keybox.store(entry, value)
    try:
        change(paths.keys, (provider,), {"keyring": True, "entry": entry} if kept else value)
    except BaseException:
        if kept:
            keybox.forget(entry)
        raise
    if before:
        keybox.forget(before)
    return "keyring" if kept else "file"


def remove_key(paths: Paths, provider: str) -> None:
    """Remove a stored key, from the key store too where it lies there.

    Raises:
        NotFoundError: None is stored.
        LifeosError: The key store did not let go of it.
    """
    from lifeos_cli.tomledit import change

    name = variable(provider)
    held = _read(paths, tight=False).get(provider)
    if held is None:
        hint = f"{name} is set in the environment; unset it there." if os.environ.get(name) else ""
        raise NotFoundError(f"no key is stored for {provider}", hint=hint or "See 'lifeos config key list'.")
    change(paths.keys, (provider,), None)
    entry = _entry(held)
    if entry and not keybox.forget(entry):
        raise LifeosError(
            f"the system's key store did not answer; its entry 'lifeos' / '{entry}' is still there",
            hint="It is no longer used. Remove it with the key store's own program.",
        )


def _named(provider: str) -> str:
    """Check a provider's name; what is refused is not repeated, for it may be a key in the wrong place."""
    if not is_name(provider) or len(provider) > _LONGEST_NAME or provider.startswith("sk-"):
        raise UsageFault(
            "that cannot be a provider's name",
            hint="Give a name like anthropic; the key itself is asked for, or piped in.",
        )
    return provider


def _clean(value: str) -> str:
    """Strip a key and refuse what cannot travel in a request's header."""
    value = value.strip()
    if not value:
        raise UsageFault("the key is empty", hint="Nothing was stored.")
    if not value.isascii() or not value.isprintable() or " " in value or len(value) > _LONGEST:
        raise UsageFault(
            "that is not a key: it has spaces, line breaks or odd letters", hint="Nothing was stored."
        )
    return value


def _entry(held: object) -> str:
    """Return the key store's entry that a `{keyring = true}` in the file stands for."""
    if isinstance(held, dict) and held.get("keyring") is True and isinstance(held.get("entry"), str):
        return str(held["entry"])
    return ""


def _read(paths: Paths, *, tight: bool = True) -> dict[str, Any]:
    """Read the file of keys; `tight` refuses one that others can read."""
    try:
        mode = paths.keys.stat().st_mode
    except FileNotFoundError:
        return {}
    if tight and mode & 0o077:
        raise LifeosError(
            f"{paths.keys} can be read by others, so its keys are not used",
            hint=f"Run: chmod 600 {paths.keys}",
        )
    from lifeos_cli.tomlfile import parse, read_text

    return parse(read_text(paths.keys), paths.keys)
