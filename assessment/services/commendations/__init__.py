"""Writing commendations and accountability leads."""
