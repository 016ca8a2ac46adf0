"""Lists: declared tables with filters, columns to choose, sorting, keyset paging, ticks and exports (docs/lists.md)."""
