"""The loop between a conversation and a screen, and the sitting that is written down."""
