"""The evaluator: change sets in, verdicts out; nothing is accepted that was not proven."""

from pyagent_cli.agents.evaluate.evaluator import Evaluator as Evaluator
from pyagent_cli.agents.evaluate.stack import refusal_of_text as refusal_of_text
