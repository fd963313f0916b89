"""What check-ins show over time: courses, what went together. Never what caused what."""
