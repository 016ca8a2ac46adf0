"""What the board shows: columns read from the rulebook, sums over areas, rows of units, one cell a company."""
