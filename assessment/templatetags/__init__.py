"""Tags of the pages of chapters 5 and 6."""
