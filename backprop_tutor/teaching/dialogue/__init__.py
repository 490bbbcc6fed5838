"""A walk through a lesson: a text goes in, what to show comes out."""
