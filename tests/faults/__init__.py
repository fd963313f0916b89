"""What must hold when something breaks: kills, full disks, damage, power cuts."""
