"""What can be told of a conversation without a model: only what the person plainly said. Never personality."""

VERSION = "rules-2"
"""Of the rules; a new one reads every session anew."""
