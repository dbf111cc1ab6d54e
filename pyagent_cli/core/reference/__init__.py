"""What the native engine must return, in plain Python: slow, and the definition of what is right."""
