"""Pictures drawn with letters: networks, graphs, chains and curves."""
