"""Tests of `lifeos_cli/growth/skills`."""
