"""Levels, patterns and cards: checked on every text a person writes."""

from lifeos_cli.safety.engine import classify
from lifeos_cli.safety.verdict import LEVELS, Verdict, worse

__all__ = ["LEVELS", "Verdict", "classify", "worse"]
