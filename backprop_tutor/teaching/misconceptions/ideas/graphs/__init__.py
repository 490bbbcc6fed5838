"""Wrong ideas about graphs of formulas: what a node is, its slope, and how steps are joined."""
