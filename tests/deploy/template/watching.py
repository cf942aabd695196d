"""Rules about alarms, the hourly sweep and logs."""

import json
import re

from tests.deploy.template.parsed import ROOT, Template, broken_by, of_type, properties


@broken_by("an alarm sends no mail", lambda app, _: properties(app, "HttpErrors").update(AlarmActions=[]))
@broken_by("an alarm is missing", lambda app, _: app["Resources"].pop("SocketErrors"))
@broken_by("failing triggers have no alarm", lambda app, _: app["Resources"].pop("CognitoFailures"))
def alarms_cover_all_failures_and_send_mails(app: Template, edge: Template) -> None:
    alarms = of_type(app, "AWS::CloudWatch::Alarm")
    alarm_properties = [alarm["Properties"] for alarm in alarms.values()]
    assert {(metric["Namespace"], metric["MetricName"]) for metric in alarm_properties} == {
        ("AWS/Lambda", "Errors"),
        ("Chatify", "Failures"),
        ("AWS/Lambda", "Throttles"),
        ("AWS/Lambda", "IteratorAge"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        ("AWS/ApiGateway", "5xx"),
        ("AWS/Cognito", "SignUpSuccesses"),
    }
    errors = [
        metric["Dimensions"][0]["Value"]["Ref"] for metric in alarm_properties if metric["MetricName"] == "Errors"
    ]
    assert set(errors) == set(of_type(app, "AWS::Lambda::Function"))
    assert all(alarm["Properties"]["AlarmActions"] == [{"Ref": "Alarms"}] for alarm in alarms.values())
    documented_sections = re.findall(r"docs/operations.md, “([^”]+)”", json.dumps(alarms, ensure_ascii=False))
    handbook = (ROOT / "docs" / "operations.md").read_text().lower()
    assert len(documented_sections) == len(alarms)
    assert [name for name in documented_sections if f"### {name.lower()}" not in handbook] == []


@broken_by("the sweep is disabled", lambda app, _: properties(app, "Sweep").update(State="DISABLED"))
@broken_by("the sweep may not invoke the function", lambda app, _: app["Resources"].pop("SweepMayCall"))
def unfinished_jobs_are_resumed_every_hour(app: Template, edge: Template) -> None:
    sweep = properties(app, "Sweep")
    assert sweep["ScheduleExpression"] == "rate(1 hour)"
    assert sweep.get("State", "ENABLED") == "ENABLED"
    assert [(target["Arn"], target["Input"]) for target in sweep["Targets"]] == [
        ({"Fn::GetAtt": ["JobFunction", "Arn"]}, "{}")
    ]
    permissions = [permission["Properties"] for permission in of_type(app, "AWS::Lambda::Permission").values()]
    assert {"Fn::GetAtt": ["Sweep", "Arn"]} in [permission.get("SourceArn") for permission in permissions]


@broken_by(
    "logs never expire",
    lambda app, _: (
        properties(app, "HttpLogs").pop("RetentionInDays") and properties(app, "HttpLogs").update(RetentionInDays=None)
    ),
)
@broken_by(
    "addresses are logged",
    lambda app, _: properties(app, "HttpStage")["AccessLogSettings"].update(
        Format='{"ip":"$context.identity.sourceIp"}'
    ),
)
def logs_expire_and_contain_no_addresses(app: Template, edge: Template) -> None:
    groups = of_type(app, "AWS::Logs::LogGroup")
    assert all(group["Properties"]["RetentionInDays"] == {"Ref": "LogDays"} for group in groups.values())
    assert len(groups) == 6
    line = properties(app, "HttpStage")["AccessLogSettings"]["Format"]
    assert set(json.loads(line)) == {"time", "request_id", "method", "path", "status", "bytes", "ms", "error"}
    assert not re.search(r"identity|queryString|rawPath|ip", line)
