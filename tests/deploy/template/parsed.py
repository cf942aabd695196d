"""Read the templates as CloudFormation does, and register the rules that they must keep.

A rule is a function of both templates that asserts. `broken_by` names a change that the rule must notice.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
Template = dict[str, Any]
Rule = Callable[[Template, Template], None]
Change = Callable[[Template, Template], Any]


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as its long ones."""


def _tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", _tag)


def load(name: str) -> Template:
    template: Template = yaml.load((ROOT / "deploy" / name).read_text(), Loader)
    return template


APP, EDGE = load("template.yaml"), load("edge.yaml")
RULES: dict[str, Rule] = {}
BREAKS: dict[str, tuple[Rule, Change]] = {}


def broken_by(words: str, change: Change) -> Callable[[Rule], Rule]:
    """Register a rule with a change: `change(app, edge)` alters copies so that the rule must fail."""

    def register(rule: Rule) -> Rule:
        assert words not in BREAKS
        RULES[rule.__name__] = rule
        BREAKS[words] = (rule, change)
        return rule

    return register


def of_type(template: Template, kind: str) -> dict[str, Any]:
    return {name: resource for name, resource in template["Resources"].items() if resource["Type"] == kind}


def properties(template: Template, name: str) -> Any:
    return template["Resources"][name]["Properties"]


def statements(template: Template, role: str) -> list[Any]:
    """Return the statements of a role or a policy, those under a condition included."""
    resource = properties(template, role)
    owner = resource if "PolicyDocument" in resource else resource["Policies"][0]
    rows = owner["PolicyDocument"]["Statement"]
    return [row["Fn::If"][1] if "Fn::If" in row else row for row in rows]


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def text_of(resource: Any) -> str:
    return json.dumps(resource) if isinstance(resource, dict) else str(resource)
