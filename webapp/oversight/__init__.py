"""Auditors at work: who looked at what, and what is unusual. They see no case content, and are audited themselves."""
