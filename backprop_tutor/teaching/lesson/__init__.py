"""The lesson: which lines are taught, in which order, and what is said at each."""
