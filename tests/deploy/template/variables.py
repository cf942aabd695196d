"""What the functions are told."""

import json
from dataclasses import fields
from typing import Any

from chatify.env import PREFIX, Environment
from deploy.handlers.parameters import FOLDER_VARIABLE
from tests.deploy.template.parsed import Template, broken_by, of_type, properties


def _variables(app: Template) -> dict[str, dict[str, Any]]:
    functions = of_type(app, "AWS::Lambda::Function")
    return {name: one["Properties"]["Environment"]["Variables"] for name, one in functions.items()}


@broken_by(
    "a variable misspelt",
    lambda app, _: properties(app, "StreamFunction")["Environment"]["Variables"].update(CHATIFY_SOCKETS_ENDPOINT="x"),
)
def each_variable_is_read(app: Template, edge: Template) -> None:
    known = {PREFIX + field.name.upper() for field in fields(Environment)} | {
        FOLDER_VARIABLE,
        "CHATIFY_SECRETS_VERSION",
    }
    for name, variables in _variables(app).items():
        assert set(variables) <= known, name


@broken_by(
    "links to nowhere", lambda app, _: properties(app, "JobFunction")["Environment"]["Variables"].pop("CHATIFY_HOSTS")
)
@broken_by(
    "a host that isn’t ours",
    lambda app, _: properties(app, "SocketFunction")["Environment"]["Variables"].update(CHATIFY_HOSTS="*"),
)
def who_writes_links_or_is_asked_by_name_knows_the_sites(app: Template, edge: Template) -> None:
    site = {"Fn::If": ["HasDomain", {"Ref": "Domain"}, {"Fn::GetAtt": ["Distribution", "DomainName"]}]}
    named = {name: one["CHATIFY_HOSTS"] for name, one in _variables(app).items() if "CHATIFY_HOSTS" in one}
    assert named == dict.fromkeys(("HttpFunction", "SocketFunction", "JobFunction"), site)


@broken_by(
    "a secret among the variables",
    lambda app, _: properties(app, "HttpFunction")["Environment"]["Variables"].update(CHATIFY_ORIGIN_SECRET="x"),
)
def no_secret_is_a_variable(app: Template, edge: Template) -> None:
    for name, variables in _variables(app).items():
        assert not [variable for variable in variables if variable.endswith(("_SECRET", "_SECRET_KEY"))], name
        assert "OriginSecret" not in json.dumps(variables), name
    assert app["Parameters"]["OriginSecret"]["NoEcho"] is True
