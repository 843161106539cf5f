"""Numbered changes of the tables, one subject each."""
