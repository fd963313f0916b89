"""Tests of a conversation turn and of the coaches."""
