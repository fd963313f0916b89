"""Tests: growth."""
