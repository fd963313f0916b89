"""The questionnaires: items, keys, norms, scoring and what a sheet of answers becomes."""
