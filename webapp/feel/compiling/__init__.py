"""Trees to closures: each node becomes a Python function of the scope, made once and called often."""
