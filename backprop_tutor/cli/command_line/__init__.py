"""The command line as a whole: its language, its help and mistakes in it, the standard streams."""
