"""Alarms and logs."""

import json
import re

from tests.deploy.template.parsed import ROOT, Template, broken_by, of_type, properties


@broken_by("nobody is told", lambda app, _: properties(app, "HttpErrors").update(AlarmActions=[]))
@broken_by("an alarm is missing", lambda app, _: app["Resources"].pop("SocketErrors"))
@broken_by("a broken trigger wakes nobody", lambda app, _: app["Resources"].pop("CognitoFailures"))
def somebody_is_told(app: Template, edge: Template) -> None:
    alarms = of_type(app, "AWS::CloudWatch::Alarm")
    watched = [one["Properties"] for one in alarms.values()]
    assert {(metric["Namespace"], metric["MetricName"]) for metric in watched} == {
        ("AWS/Lambda", "Errors"),
        ("Chatify", "Failures"),
        ("AWS/Lambda", "Throttles"),
        ("AWS/Lambda", "IteratorAge"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        ("AWS/ApiGateway", "5xx"),
        ("AWS/Cognito", "SignUpSuccesses"),
    }
    errors = [metric["Dimensions"][0]["Value"]["Ref"] for metric in watched if metric["MetricName"] == "Errors"]
    assert set(errors) == set(of_type(app, "AWS::Lambda::Function"))
    assert all(one["Properties"]["AlarmActions"] == [{"Ref": "Alarms"}] for one in alarms.values())
    told = re.findall(r"docs/operations.md, “([^”]+)”", json.dumps(alarms, ensure_ascii=False))
    handbook = (ROOT / "docs" / "operations.md").read_text().lower()
    assert len(told) == len(alarms)
    assert [name for name in told if f"### {name.lower()}" not in handbook] == []


@broken_by("a killed job stays so", lambda app, _: properties(app, "Sweep").update(State="DISABLED"))
@broken_by("nobody may wake it", lambda app, _: app["Resources"].pop("SweepMayCall"))
def unfinished_jobs_are_looked_for(app: Template, edge: Template) -> None:
    sweep = properties(app, "Sweep")
    assert sweep["ScheduleExpression"] == "rate(1 hour)"
    assert sweep.get("State", "ENABLED") == "ENABLED"
    assert [(one["Arn"], one["Input"]) for one in sweep["Targets"]] == [({"Fn::GetAtt": ["JobFunction", "Arn"]}, "{}")]
    callers = [one["Properties"] for one in of_type(app, "AWS::Lambda::Permission").values()]
    assert {"Fn::GetAtt": ["Sweep", "Arn"]} in [one.get("SourceArn") for one in callers]


@broken_by(
    "logs for ever",
    lambda app, _: (
        properties(app, "HttpLogs").pop("RetentionInDays") and properties(app, "HttpLogs").update(RetentionInDays=None)
    ),
)
@broken_by(
    "addresses in the log",
    lambda app, _: properties(app, "HttpStage")["AccessLogSettings"].update(
        Format='{"ip":"$context.identity.sourceIp"}'
    ),
)
def logs_end_and_name_nobody(app: Template, edge: Template) -> None:
    groups = of_type(app, "AWS::Logs::LogGroup")
    assert all(one["Properties"]["RetentionInDays"] == {"Ref": "LogDays"} for one in groups.values())
    assert len(groups) == 6
    line = properties(app, "HttpStage")["AccessLogSettings"]["Format"]
    assert set(json.loads(line)) == {"time", "request_id", "method", "path", "status", "bytes", "ms", "error"}
    assert not re.search(r"identity|queryString|rawPath|ip", line)
