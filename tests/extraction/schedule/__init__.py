"""Tests of what runs by itself. None touches the crontab of whoever runs them."""
