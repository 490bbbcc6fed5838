"""One line differentiated: by sympy for the slope, by the rules of calculus for the reasons."""
