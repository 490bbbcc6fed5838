"""A bank of questions, and a notebook, as the systems of a course read them; one module each."""
