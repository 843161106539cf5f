"""Sets the project up with nothing but the standard library: what `./rtk` does before it runs anything."""
