"""What ``export`` writes: its formats."""
