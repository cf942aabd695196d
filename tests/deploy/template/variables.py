"""Rules about the functions' environment variables."""

import json
from dataclasses import fields
from typing import Any

from chatify.env import PREFIX, Environment
from deploy.handlers.parameters import FOLDER_VARIABLE
from tests.deploy.template.parsed import Template, broken_by, of_type, properties


def _variables(app: Template) -> dict[str, dict[str, Any]]:
    functions = of_type(app, "AWS::Lambda::Function")
    return {name: function["Properties"]["Environment"]["Variables"] for name, function in functions.items()}


@broken_by(
    "a variable is misspelt",
    lambda app, _: properties(app, "StreamFunction")["Environment"]["Variables"].update(CHATIFY_SOCKETS_ENDPOINT="x"),
)
def each_variable_is_known_to_the_code(app: Template, edge: Template) -> None:
    known = {PREFIX + field.name.upper() for field in fields(Environment)} | {
        FOLDER_VARIABLE,
        "CHATIFY_SECRETS_VERSION",
    }
    for name, variables in _variables(app).items():
        assert set(variables) <= known, name


@broken_by(
    "the job function does not know the site's host",
    lambda app, _: properties(app, "JobFunction")["Environment"]["Variables"].pop("CHATIFY_HOSTS"),
)
@broken_by(
    "the socket function accepts every host",
    lambda app, _: properties(app, "SocketFunction")["Environment"]["Variables"].update(CHATIFY_HOSTS="*"),
)
def functions_that_need_the_sites_host_get_it(app: Template, edge: Template) -> None:
    site = {"Fn::If": ["HasDomain", {"Ref": "Domain"}, {"Fn::GetAtt": ["Distribution", "DomainName"]}]}
    hosts = {
        name: variables["CHATIFY_HOSTS"] for name, variables in _variables(app).items() if "CHATIFY_HOSTS" in variables
    }
    assert hosts == dict.fromkeys(("HttpFunction", "SocketFunction", "JobFunction"), site)


@broken_by(
    "a variable contains a secret",
    lambda app, _: properties(app, "HttpFunction")["Environment"]["Variables"].update(CHATIFY_ORIGIN_SECRET="x"),
)
def no_secret_is_a_variable(app: Template, edge: Template) -> None:
    for name, variables in _variables(app).items():
        assert not [variable for variable in variables if variable.endswith(("_SECRET", "_SECRET_KEY"))], name
        assert "OriginSecret" not in json.dumps(variables), name
    assert app["Parameters"]["OriginSecret"]["NoEcho"] is True
