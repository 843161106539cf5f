"""Whether this installation may hold live data: a list of checks, each of which answers with a sentence."""
