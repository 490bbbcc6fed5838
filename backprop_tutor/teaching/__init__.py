"""The teaching: what is asked, how an answer is read and judged. No YAML, no terminal, no LaTeX."""
