"""Tests of `lifeos_cli/growth/trends`."""
