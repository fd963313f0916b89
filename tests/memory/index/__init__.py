"""The indexer, the mirror, verifying, forgetting."""
