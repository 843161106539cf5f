"""Right to Know: the application."""
