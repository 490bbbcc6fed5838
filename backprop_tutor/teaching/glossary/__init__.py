"""The words of the field, each told in one to three sentences."""
