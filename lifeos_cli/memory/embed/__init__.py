"""Texts to vectors: the built-in model, its static table, and whatever else a setting names."""
