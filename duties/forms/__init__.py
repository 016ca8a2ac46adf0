"""Forms of the duties' pages."""
