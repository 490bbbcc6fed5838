"""Blocks as one page of HTML: mathematics as MathML, pictures as SVG, no script, no request."""
