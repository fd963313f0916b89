"""Tests of `lifeos_cli/growth/profile`."""
