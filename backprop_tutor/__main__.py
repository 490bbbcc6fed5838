"""``python -m backprop_tutor``."""

from backprop_tutor.cli import main

main()
