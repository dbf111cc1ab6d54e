"""Slow, plain implementations that define what the native engine must return."""
