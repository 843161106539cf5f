"""How long a case is kept: reviews, legal holds, and erasure by two people."""
