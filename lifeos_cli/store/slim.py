"""Loading sqlite-utils without the numpy it would pick up when installed.

sqlite-utils imports numpy, if it finds it, only to know numpy's column types;
none of ours are. Leaving it out halves the cost of a first start.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def sqlite_utils_without_numpy() -> ModuleType:
    """Import and return `sqlite_utils`; numpy stays importable for whoever needs it later."""
    absent = "numpy" not in sys.modules
    if absent:
        sys.modules["numpy"] = None  # type: ignore[assignment]  # documented: None makes the import fail
    try:
        import sqlite_utils
    finally:
        if absent:
            del sys.modules["numpy"]
    return sqlite_utils
