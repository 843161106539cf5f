"""Running processes: their tasks, timers, incidents and the path they took."""
