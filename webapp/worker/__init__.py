"""The clock as a visitor: timers that are due, messages that wait."""
