"""The rule language (docs/rules.md): one JSON tree for segments, condition nodes, filters, waits, exits and goals.

`parse` makes a tree of data, `validate` checks it against a workspace, `compile` turns it into one SQL predicate.
Condition types lie in `conditions/`; apps above register theirs in `AppConfig.ready`.
"""

from contacts.rules import conditions
from contacts.rules.answers import LeafAnswer, RuleAnswer
from contacts.rules.asking import ask, holds
from contacts.rules.builder import CONTACT, TIME, Builder, Predicate, RuleContext, negated
from contacts.rules.compilation import MOST_VALUES, compile, compile_values, dependencies, is_volatile
from contacts.rules.crossing import crossing
from contacts.rules.describing import ConditionDescription, LanguageDescription, describe
from contacts.rules.facts import Asked, Facts
from contacts.rules.loading import load_facts
from contacts.rules.parsing import parse
from contacts.rules.registry import ConditionType, Problem, all_types, register
from contacts.rules.scope import Scope
from contacts.rules.tree import MAX_DEPTH, MAX_LEAVES, Group, Leaf, Rule, dump, segment_ids
from contacts.rules.validation import RuleProblem, validate
from contacts.rules.values import Name, Number, Text, Window, window_delta
from contacts.rules.words import leaf_words, plain_words, value_words

__all__ = [
    "CONTACT",
    "MAX_DEPTH",
    "MAX_LEAVES",
    "MOST_VALUES",
    "TIME",
    "Asked",
    "Builder",
    "ConditionDescription",
    "ConditionType",
    "Facts",
    "Group",
    "LanguageDescription",
    "Leaf",
    "LeafAnswer",
    "Name",
    "Number",
    "Predicate",
    "Problem",
    "Rule",
    "RuleAnswer",
    "RuleContext",
    "RuleProblem",
    "Scope",
    "Text",
    "Window",
    "all_types",
    "ask",
    "compile",
    "compile_values",
    "conditions",
    "crossing",
    "dependencies",
    "describe",
    "dump",
    "holds",
    "is_volatile",
    "leaf_words",
    "load_facts",
    "negated",
    "parse",
    "plain_words",
    "register",
    "segment_ids",
    "validate",
    "value_words",
    "window_delta",
]
