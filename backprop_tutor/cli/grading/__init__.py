"""What comes back from a class: filled sheets are marked, progress files are looked at together."""
