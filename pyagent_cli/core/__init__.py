"""Pure logic: text and values in, values out. No I/O, clock, randomness or threads."""
