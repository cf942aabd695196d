"""The templates, read as CloudFormation reads them, and the rules that they must keep.

A rule is a function of both templates that asserts. `broken_by` names a change that it must see: each rule has one.
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
    """With CloudFormation's short forms as its long ones."""


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
    found: Template = yaml.load((ROOT / "deploy" / name).read_text(), Loader)
    return found


APP, EDGE = load("template.yaml"), load("edge.yaml")
RULES: dict[str, Rule] = {}
BREAKS: dict[str, tuple[Rule, Change]] = {}


def broken_by(words: str, change: Change) -> Callable[[Rule], Rule]:
    """Of a rule: `change(app, edge)` alters copies so that the rule must fail."""

    def register(rule: Rule) -> Rule:
        assert words not in BREAKS
        RULES[rule.__name__] = rule
        BREAKS[words] = (rule, change)
        return rule

    return register


def of_type(template: Template, kind: str) -> dict[str, Any]:
    return {name: one for name, one in template["Resources"].items() if one["Type"] == kind}


def properties(template: Template, name: str) -> Any:
    return template["Resources"][name]["Properties"]


def statements(template: Template, role: str) -> list[Any]:
    """A role's, or a policy's of its own; with what stands under a condition too."""
    held = properties(template, role)
    document = held["PolicyDocument"] if "PolicyDocument" in held else held["Policies"][0]["PolicyDocument"]
    found = document["Statement"]
    return [one["Fn::If"][1] if "Fn::If" in one else one for one in found]


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def text_of(resource: Any) -> str:
    return json.dumps(resource) if isinstance(resource, dict) else str(resource)
