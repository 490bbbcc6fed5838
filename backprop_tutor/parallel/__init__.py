"""The same work on many independent things: in order, on many cores or computers, come what may."""
