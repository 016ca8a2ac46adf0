"""The shell's own lists."""
