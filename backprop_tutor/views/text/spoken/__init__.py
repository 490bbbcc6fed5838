"""What is read out, or read line by line: each block in words, one fact a line."""
