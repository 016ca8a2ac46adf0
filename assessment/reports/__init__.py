"""What reports are made of: kinds, sections by template, facts from providers, the paper. Writing them: services/reports."""
