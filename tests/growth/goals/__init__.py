"""Tests of `lifeos_cli/growth/goals`."""
