"""Rules about SnapStart, which is off unless it is chosen."""

from typing import Any

from tests.deploy.template.parsed import Template, broken_by, of_type, properties

APIS = {"Http": "HttpIntegration", "Socket": "SocketIntegration"}


@broken_by(
    "SnapStart is on by default",
    lambda app, _: app["Parameters"]["SnapStart"].update(Default="on"),
)
@broken_by(
    "a version that is kept and paid for without SnapStart",
    lambda app, _: app["Resources"]["HttpVersion"].pop("Condition"),
)
def snap_start_is_off_by_default(app: Template, edge: Template) -> None:
    assert app["Parameters"]["SnapStart"]["Default"] == "off"
    assert app["Conditions"]["HasSnapStart"] == {"Fn::Equals": [{"Ref": "SnapStart"}, "on"]}
    for kind in ("AWS::Lambda::Version", "AWS::Lambda::Alias"):
        assert len(of_type(app, kind)) == len(APIS)
        assert all(resource.get("Condition") == "HasSnapStart" for resource in of_type(app, kind).values())
    for name in APIS:
        choice = {"Fn::If": ["HasSnapStart", "PublishedVersions", "None"]}
        assert properties(app, f"{name}Function")["SnapStart"] == {"ApplyOn": choice}


@broken_by(
    "a snapshot that no request uses",
    lambda app, _: properties(app, "HttpIntegration").update(IntegrationUri={"Fn::GetAtt": ["HttpFunction", "Arn"]}),
)
@broken_by(
    "an alias that the API may not call",
    lambda app, _: properties(app, "AliasSocketMayCall").update(FunctionName={"Fn::GetAtt": ["SocketFunction", "Arn"]}),
)
def apis_call_the_alias_of_the_newest_version(app: Template, edge: Template) -> None:
    for name, integration in APIS.items():
        alias = {"Ref": f"{name}Alias"}
        target = {"Fn::If": ["HasSnapStart", alias, {"Fn::GetAtt": [f"{name}Function", "Arn"]}]}
        uri = properties(app, integration)["IntegrationUri"]
        assert (uri["Fn::Sub"][1]["Function"] if "Fn::Sub" in uri else uri) == target
        assert properties(app, f"{name}Alias")["FunctionVersion"] == {"Fn::GetAtt": [f"{name}Version", "Version"]}
        permission = properties(app, f"Alias{name}MayCall")
        assert permission["FunctionName"] == alias
        assert permission["SourceArn"] == properties(app, f"{name}MayCall")["SourceArn"]


@broken_by(
    "a version that a new package does not replace",
    lambda app, _: properties(app, "HttpVersion").update(Description={"Fn::Sub": "${Memory}"}),
)
def every_parameter_of_a_function_publishes_a_new_version(app: Template, edge: Template) -> None:
    """Without a new version, the alias would keep the old package and variables."""
    for name in APIS:
        description = properties(app, f"{name}Version")["Description"]["Fn::Sub"]
        used = set(_references(properties(app, f"{name}Function"))) & set(app["Parameters"])
        missing = used - {"PackageBucket", "SnapStart"}
        assert {parameter for parameter in missing if f"${{{parameter}}}" not in description} == set()


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        references = [value["Ref"]] if isinstance(value.get("Ref"), str) else []
        return references + [name for item in value.values() for name in _references(item)]
    return [name for item in value for name in _references(item)] if isinstance(value, list) else []
