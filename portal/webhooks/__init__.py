"""Handing messages to the endpoints of messaging systems: shapes, signatures, and a client that goes nowhere else."""
