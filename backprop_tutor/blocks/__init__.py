"""The language between teaching and the views: paragraphs, equations, tables and pictures."""
