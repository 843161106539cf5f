"""An append-only account of what was done."""
