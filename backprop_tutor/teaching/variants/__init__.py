"""The same network with different numbers, sound enough to be asked about."""
