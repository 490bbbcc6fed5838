"""What ``--json`` prints, a file for each command."""
