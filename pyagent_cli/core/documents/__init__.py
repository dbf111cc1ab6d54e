"""Marked sections, statuses and contradictions of a repository's living documents."""
