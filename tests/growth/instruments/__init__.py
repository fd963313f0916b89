"""Tests of `lifeos_cli/growth/instruments`."""
