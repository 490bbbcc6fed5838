"""A lesson as a document: the worked solution, a worksheet, and the key to it."""
