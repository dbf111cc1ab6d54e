"""The evaluator: change sets in, verdicts out; nothing is accepted that was not proven."""

from pyagent_cli.agents.evaluate.evaluator import Evaluator as Evaluator
