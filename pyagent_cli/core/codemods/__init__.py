"""Files and a target -> a change set: each is one file, named after what it does."""
