"""pyagent improves Python repositories and proves that nothing broke."""

__version__ = "0.1.0"
