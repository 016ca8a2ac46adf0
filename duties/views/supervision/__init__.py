"""Pages of supervision: notices drafted, the board of ages, one item and what is done with it."""
