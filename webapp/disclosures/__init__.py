"""Whether and what a victim may be told: grounds, views, review, decision, delivery and the log of it."""
