"""Keys of a file that say how its parameters learn: the rate, the update rule, its samples."""
