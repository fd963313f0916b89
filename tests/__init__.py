"""Tests of `lifeos`, laid out as the package is."""
