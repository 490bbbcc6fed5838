"""What a file says, as frozen data, and the network in it as nodes."""
