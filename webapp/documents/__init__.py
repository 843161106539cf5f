"""Evidence in files: taken in, kept in quarantine until a scanner has said clean, and handed out as downloads."""
