"""The process repository: packages of diagrams, tables and forms, and their versions."""
