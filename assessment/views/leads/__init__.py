"""Pages of accountability leads."""
