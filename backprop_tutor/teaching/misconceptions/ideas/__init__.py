"""The wrong ideas, a file for each subject; each leads from a line to wrong formulas."""
