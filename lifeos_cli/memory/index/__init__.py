"""From text to vectors: the one indexer, the LanceDB mirror of large stores, the way to the nearest."""
