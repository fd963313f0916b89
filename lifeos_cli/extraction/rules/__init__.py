"""What can be told of a conversation without a model: only what the person plainly said. Never personality."""
