"""Decision models: read from DMN, worked out over FEEL, each answer with its rows and reasons."""
