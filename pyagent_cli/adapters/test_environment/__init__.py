"""The target's interpreter and suite, run on a worktree so that the tests test the changed code.

Nothing is installed into the target's environment: an overlay beside it comes first.
"""
