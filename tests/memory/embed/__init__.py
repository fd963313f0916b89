"""The built-in embedder and its neighbours."""
