"""A lesson as questions for other systems, each with the answers that are foreseen."""
