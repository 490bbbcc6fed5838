"""Graphs: drawn across, drawn down, told in words or as tables."""
