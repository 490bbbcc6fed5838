"""YAML as a tree in which every node has its place, and the problems found in it."""
