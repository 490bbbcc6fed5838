"""A typed answer becomes a verdict: read, compared with the right value and wrong ideas."""
