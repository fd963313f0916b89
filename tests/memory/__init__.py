"""Memory: search, fusion, recall and the index."""
