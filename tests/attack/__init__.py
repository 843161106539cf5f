"""A hostile walk through a running demonstration: every attack says what stopped it, or that nothing did."""
