"""Blocks as lines of text: painted, plain, or spoken."""
