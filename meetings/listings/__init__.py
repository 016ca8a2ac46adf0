"""The lists of logging."""
