"""Rules about tables, buckets and the stream of messages."""

import json
from typing import Any

from accounts.services import export
from tests.deploy.template.parsed import Template, broken_by, of_type, properties


@broken_by("a table is deleted with the stack", lambda app, _: app["Resources"]["MessagesTable"].pop("DeletionPolicy"))
@broken_by(
    "a table may be deleted", lambda app, _: properties(app, "ProfilesTable").update(DeletionProtectionEnabled=False)
)
@broken_by(
    "no point-in-time recovery",
    lambda app, _: (
        properties(app, "MessagesTable").pop("PointInTimeRecoverySpecification")
        and properties(app, "MessagesTable").setdefault("PointInTimeRecoverySpecification", {})
    ),
)
@broken_by(
    "the user pool is deleted with the stack",
    lambda app, _: app["Resources"]["UserPool"].update(DeletionPolicy="Delete"),
)
def data_is_retained_when_the_stack_is_deleted(app: Template, edge: Template) -> None:
    retained = {**of_type(app, "AWS::DynamoDB::Table"), **of_type(app, "AWS::Cognito::UserPool")}
    retained["FilesBucket"] = app["Resources"]["FilesBucket"]
    for name, resource in retained.items():
        assert (resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")) == ("Retain", "Retain"), name
    for name, resource in of_type(app, "AWS::DynamoDB::Table").items():
        assert resource["Properties"]["DeletionProtectionEnabled"] is True, name
        assert resource["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}, name
        assert resource["Properties"]["BillingMode"] == "PAY_PER_REQUEST", name
    assert properties(app, "UserPool")["DeletionProtection"] == "ACTIVE"


@broken_by(
    "a public bucket",
    lambda app, _: properties(app, "FilesBucket")["PublicAccessBlockConfiguration"].update(BlockPublicPolicy=False),
)
@broken_by(
    "a bucket accepts plain HTTP",
    lambda app, _: properties(app, "FilesBucketPolicy")["PolicyDocument"]["Statement"][0].update(Condition={}),
)
def buckets_are_private(app: Template, edge: Template) -> None:
    for name, resource in of_type(app, "AWS::S3::Bucket").items():
        assert set(resource["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert len(resource["Properties"]["PublicAccessBlockConfiguration"]) == 4, name
        assert resource["Properties"]["BucketEncryption"], name
    for resource in of_type(app, "AWS::S3::BucketPolicy").values():
        deny_statement = next(
            statement
            for statement in resource["Properties"]["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Deny"
        )
        assert deny_statement["Condition"] == {"Bool": {"aws:SecureTransport": False}}
        assert deny_statement["Action"] == "s3:*"
    reads = properties(app, "StaticBucketPolicy")["PolicyDocument"]["Statement"][0]
    assert reads["Resource"] == {"Fn::Sub": "${StaticBucket.Arn}/static/*"}
    assert "distribution/${Distribution}" in json.dumps(reads["Condition"])
    access = properties(app, "StaticAccess")["OriginAccessControlConfig"]
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")


@broken_by(
    "exports never expire",
    lambda app, _: properties(app, "FilesBucket")["LifecycleConfiguration"]["Rules"][1].update(Prefix="export/"),
)
@broken_by(
    "erased files stay as older versions",
    lambda app, _: properties(app, "FilesBucket").update(VersioningConfiguration={"Status": "Enabled"}),
)
def exports_expire_and_no_old_versions_are_kept(app: Template, edge: Template) -> None:
    files = properties(app, "FilesBucket")
    assert "VersioningConfiguration" not in files, "an erased picture would stay as an older version"
    days_by_prefix = {rule["Prefix"]: rule["ExpirationInDays"] for rule in _rules(files) if "Prefix" in rule}
    assert days_by_prefix == {"exports/": export.LASTS.days}
    assert all(rule["Status"] == "Enabled" for rule in _rules(files))


def _rules(bucket: Any) -> Any:
    return bucket["LifecycleConfiguration"]["Rules"]


@broken_by(
    "a failing record stops the stream",
    lambda app, _: properties(app, "MessagesToStream").update(MaximumRetryAttempts=-1),
)
@broken_by(
    "failed records get no queue", lambda app, _: properties(app, "MessagesToStream").update(DestinationConfig={})
)
def failed_stream_records_go_to_a_queue(app: Template, edge: Template) -> None:
    mapping = properties(app, "MessagesToStream")
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["MessagesTable", "StreamArn"]}
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"] is True
    assert mapping["MaximumRetryAttempts"] == 5
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    on_failure = {"OnFailure": {"Destination": {"Fn::GetAtt": ["StreamFailures", "Arn"]}}}
    assert mapping["DestinationConfig"] == on_failure
