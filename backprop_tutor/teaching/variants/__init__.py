"""The same network with other numbers, sound enough to be asked about."""
