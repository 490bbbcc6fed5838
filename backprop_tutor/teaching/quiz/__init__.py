"""The quiz: which question comes next, what is heard at it, and the score."""
