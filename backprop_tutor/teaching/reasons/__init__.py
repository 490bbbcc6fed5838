"""Questions without a calculator: why a line is as it is, and what follows from it."""
