"""One person's work: their tasks and their groups' tasks."""
