"""Tests of the rules that read without a model."""
