"""Pages of talks (约谈)."""
