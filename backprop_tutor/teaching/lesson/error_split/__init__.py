"""The error handed back in shares: its openings, its order, and the gradient beside it."""
