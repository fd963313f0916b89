"""The app on a screen."""
