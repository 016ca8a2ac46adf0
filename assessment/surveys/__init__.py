"""Survey of the workers' opinion: options, codes, results. Free of the database."""
