"""What the portal knows of units for the lines of a scheme, one module a kind of scoring, each in constant queries."""
