"""What a learner has done: recorded answer by answer, and what can be concluded from it."""
