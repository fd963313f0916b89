"""What was added to `usage` about money and failure."""

from __future__ import annotations

COLUMNS = (
    "ALTER TABLE usage ADD COLUMN cost_nanos BIGINT",
    "ALTER TABLE usage ADD COLUMN currency TEXT",
    "ALTER TABLE usage ADD COLUMN error_kind TEXT",
    "ALTER TABLE usage ADD COLUMN attempts BIGINT",
)
"""`cost_nanos` counts billionths of the currency, in which the price of a single token is a whole number; NULL
means that nobody knows, which is not the same as nothing."""
