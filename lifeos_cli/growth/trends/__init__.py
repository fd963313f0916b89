"""What check-ins show over time: courses, weekdays, what went together. Never what caused what."""
