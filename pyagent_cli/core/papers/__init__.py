"""Identifiers, summaries and mapping of papers."""
