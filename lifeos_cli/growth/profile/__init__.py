"""The living profile: eight dimensions computed from logged observations by a two-state filter."""
