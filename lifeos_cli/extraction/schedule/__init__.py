"""What runs by itself, and the two places where that can be written down: a crontab, or timers of systemd."""
