"""The screens: one file a mode, and the dialogues over them."""
