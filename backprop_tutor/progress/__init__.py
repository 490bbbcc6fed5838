"""What a learner has done: recorded answer by answer, kept in a file, and exported."""
