"""Tables, buckets, and the stream of what is written."""

import json
from typing import Any

from accounts.services import export
from tests.deploy.template.parsed import Template, broken_by, of_type, properties


@broken_by("a table goes with the stack", lambda app, _: app["Resources"]["MessagesTable"].pop("DeletionPolicy"))
@broken_by(
    "a table may be deleted", lambda app, _: properties(app, "ProfilesTable").update(DeletionProtectionEnabled=False)
)
@broken_by(
    "no recovery",
    lambda app, _: (
        properties(app, "MessagesTable").pop("PointInTimeRecoverySpecification")
        and properties(app, "MessagesTable").setdefault("PointInTimeRecoverySpecification", {})
    ),
)
@broken_by("the pool goes", lambda app, _: app["Resources"]["UserPool"].update(DeletionPolicy="Delete"))
def data_outlives_the_stack(app: Template, edge: Template) -> None:
    kept = {**of_type(app, "AWS::DynamoDB::Table"), **of_type(app, "AWS::Cognito::UserPool")}
    kept["FilesBucket"] = app["Resources"]["FilesBucket"]
    for name, one in kept.items():
        assert (one.get("DeletionPolicy"), one.get("UpdateReplacePolicy")) == ("Retain", "Retain"), name
    for name, one in of_type(app, "AWS::DynamoDB::Table").items():
        assert one["Properties"]["DeletionProtectionEnabled"] is True, name
        assert one["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}, name
        assert one["Properties"]["BillingMode"] == "PAY_PER_REQUEST", name
    assert properties(app, "UserPool")["DeletionProtection"] == "ACTIVE"


@broken_by(
    "a public bucket",
    lambda app, _: properties(app, "FilesBucket")["PublicAccessBlockConfiguration"].update(BlockPublicPolicy=False),
)
@broken_by(
    "plain text to a bucket",
    lambda app, _: properties(app, "FilesBucketPolicy")["PolicyDocument"]["Statement"][0].update(Condition={}),
)
def buckets_are_private(app: Template, edge: Template) -> None:
    for name, one in of_type(app, "AWS::S3::Bucket").items():
        assert set(one["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert len(one["Properties"]["PublicAccessBlockConfiguration"]) == 4, name
        assert one["Properties"]["BucketEncryption"], name
    for one in of_type(app, "AWS::S3::BucketPolicy").values():
        denied = next(line for line in one["Properties"]["PolicyDocument"]["Statement"] if line["Effect"] == "Deny")
        assert denied["Condition"] == {"Bool": {"aws:SecureTransport": False}}
        assert denied["Action"] == "s3:*"
    reads = properties(app, "StaticBucketPolicy")["PolicyDocument"]["Statement"][0]
    assert reads["Resource"] == {"Fn::Sub": "${StaticBucket.Arn}/static/*"}
    assert "distribution/${Distribution}" in json.dumps(reads["Condition"])
    access = properties(app, "StaticAccess")["OriginAccessControlConfig"]
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")


@broken_by(
    "exports for ever",
    lambda app, _: properties(app, "FilesBucket")["LifecycleConfiguration"]["Rules"][1].update(Prefix="export/"),
)
@broken_by(
    "what was erased stays",
    lambda app, _: properties(app, "FilesBucket").update(VersioningConfiguration={"Status": "Enabled"}),
)
def files_go_when_they_should(app: Template, edge: Template) -> None:
    files = properties(app, "FilesBucket")
    assert "VersioningConfiguration" not in files, "an erased picture would stay as an older version"
    ending = {rule["Prefix"]: rule["ExpirationInDays"] for rule in _rules(files) if "Prefix" in rule}
    assert ending == {"exports/": export.LASTS.days}
    assert all(rule["Status"] == "Enabled" for rule in _rules(files))


def _rules(bucket: Any) -> Any:
    return bucket["LifecycleConfiguration"]["Rules"]


@broken_by(
    "a poison record stops the stream",
    lambda app, _: properties(app, "MessagesToStream").update(MaximumRetryAttempts=-1),
)
@broken_by("no queue", lambda app, _: properties(app, "MessagesToStream").update(DestinationConfig={}))
def the_stream_gives_up_nothing_in_silence(app: Template, edge: Template) -> None:
    mapping = properties(app, "MessagesToStream")
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["MessagesTable", "StreamArn"]}
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] == 5
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    failed = {"OnFailure": {"Destination": {"Fn::GetAtt": ["StreamFailures", "Arn"]}}}
    assert mapping["DestinationConfig"] == failed
