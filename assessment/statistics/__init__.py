"""Statistics (article 21): sheets of values read and written."""
