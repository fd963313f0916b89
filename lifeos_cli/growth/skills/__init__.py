"""Skills that emerge from what a person said and did: levels from evidence, edges, near-duplicates."""
