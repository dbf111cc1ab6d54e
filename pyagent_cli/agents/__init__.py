"""One agent per phase: fetch through ports, call the core, return a value."""
