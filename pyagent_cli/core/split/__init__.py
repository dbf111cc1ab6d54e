"""The parts of splitting a module: definitions, their references, the partition, the emitted package."""
