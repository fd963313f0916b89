"""One conversation turn, from the person's words to the saved reply."""
