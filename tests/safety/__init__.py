"""Tests of the safety floor, and the scripts that derive its data."""
