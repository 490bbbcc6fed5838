"""Which lines a scenario becomes, from the forward pass over the chain rule to the update."""
