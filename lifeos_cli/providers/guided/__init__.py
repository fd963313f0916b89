"""A coach without a model: a protocol run as a state machine."""
