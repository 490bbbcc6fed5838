"""Blocks as Markdown with LaTeX and Mermaid."""
