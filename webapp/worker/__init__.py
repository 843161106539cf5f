"""The clock as a visitor: timers that are due, messages and moves that wait."""
