"""The manual (操作手册): chapters of docs/manual, as pages of the portal and as one paper (docs/manual.md)."""
