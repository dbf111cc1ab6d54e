"""Rules over facts: each is one file, named after what it finds."""
