"""Forms of talks (约谈)."""
