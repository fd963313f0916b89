"""Modules of the standard library that are imported only when something in them is used.

The command line's parser imports a dozen modules that most commands never
touch; importing them takes longer than a query. While such a module has not
been used, `sys.modules` holds a stand-in; the first use of an attribute puts
the true module in its place, and the stand-in hands everything on to it.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MODULES: dict[str, tuple[str, ...]] = {
    "difflib": ("get_close_matches",),
    "gettext": ("gettext", "ngettext"),
    "hashlib": ("blake2b", "sha256"),
    "ipaddress": (),
    "locale": (),
    "shutil": ("get_terminal_size",),
    "subprocess": (),
    "textwrap": (),
    "tokenize": (),
}
"""What is put off, with those of its functions that are taken by name (`from x import f`), which would load it."""


class Later(ModuleType):
    """Stands for a module until something in it is used.

    Safe in threads: whoever comes second waits for the import as for any other.
    """

    def __init__(self, name: str, functions: tuple[str, ...]) -> None:
        super().__init__(name)
        self.__spec__ = type(sys.__spec__)(name, None)
        for function in functions:
            setattr(self, function, _calls(self, function))

    def __getattr__(self, name: str) -> Any:
        """Import the module and look the name up in it.

        Raises:
            AttributeError: The module has no such name, or the name is `__path__`: `from x import f`
                asks for it to tell packages from modules, and none of these is a package.
        """
        if name == "__path__":
            raise AttributeError(name)
        return getattr(_load(self), name)


def postpone() -> None:
    """Put stand-ins in the place of those modules that nobody has imported yet."""
    for name, functions in MODULES.items():
        if name not in sys.modules:
            sys.modules[name] = Later(name, functions)


def _load(stand_in: Later) -> ModuleType:
    name = stand_in.__name__
    if sys.modules.get(name) is stand_in:
        sys.modules.pop(name, None)
    return __import__(name)


def _calls(stand_in: Later, name: str) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        return getattr(_load(stand_in), name)(*args, **kwargs)

    return call
