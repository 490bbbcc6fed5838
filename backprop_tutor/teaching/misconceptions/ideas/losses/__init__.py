"""Wrong ideas about losses: their values, their slopes, and what some have of their own."""
