"""Entries, records, contact points and households for other programs: through the forms, selectors and services of the pages."""
