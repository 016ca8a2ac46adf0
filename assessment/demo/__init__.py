"""What a demonstration shows of chapters 5 and 6."""
