"""Who is affected, which accounts are used against them, and what shows who is behind those accounts."""
