"""Scenario files: worked cases that must run as written."""
