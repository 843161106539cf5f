"""Running processes: their tasks, timers, decision evaluations and incidents."""
