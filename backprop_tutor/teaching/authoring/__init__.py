"""What ``check`` tells the author of a scenario."""
