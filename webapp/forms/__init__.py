"""Form definitions: read and checked, shown as questions, answered and validated. No HTML, no database."""
