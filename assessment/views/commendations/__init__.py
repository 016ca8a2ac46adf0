"""Pages of commendations."""
