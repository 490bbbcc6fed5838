"""Many updates: the loop over one tape, compiled, and how the loss went on the way."""
