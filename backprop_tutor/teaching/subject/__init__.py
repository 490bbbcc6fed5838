"""What is taught: the lines of a scenario with their values, and the records of a step."""
