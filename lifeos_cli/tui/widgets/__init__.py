"""What screens are made of. Every text passes `tui.text` here; markup is off everywhere."""
