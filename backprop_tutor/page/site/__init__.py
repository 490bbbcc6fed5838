"""The page as a static site: its files made, put into a folder, and served on this machine."""
