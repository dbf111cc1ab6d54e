"""What the user or the world got wrong: one sentence that says what to do, and an exit code.

Expected outcomes (a refused change, an unmeasured figure) are values in
`pyagent_cli.core.model`, not exceptions.
"""


class PyagentError(Exception):
    """Base of every error that reaches a user; `str(error)` is one sentence that says what to do."""

    exit_code = 2


class UsageError(PyagentError):
    """A wrong argument, setting or target: exit code 2."""


class EnvironmentFailed(PyagentError):
    """Git, the network, a tool, the disk or the test runner failed; a later try may succeed: exit code 3."""

    exit_code = 3


class BudgetExhausted(PyagentError):
    """A limit on time, money or calls was reached; verified work is kept: exit code 4."""

    exit_code = 4
