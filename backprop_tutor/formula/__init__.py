"""Formulas as ordered trees, how they are written, and the names of quantities."""
