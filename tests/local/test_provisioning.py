"""What the first start makes is there, and a second start changes nothing."""

from typing import Any

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chat.models.messages import MessageItem
from chat.models.revisions import RevisionItem
from chatify.core.aws import client
from chatify.core.dynamodb import Item, OnDemand
from chatify.local.files import make_bucket, make_sender
from chatify.local.pool import GROUPS, make_pool
from chatify.local.tables import items, make_tables


def test_every_model_has_its_table(embedded_aws: Any):
    names = {item.Meta.table_name for item in items()}
    assert {"chatify-profiles", "chatify-messages", "chatify-sessions"} <= names, "items() finds the models"
    assert names <= set(client("dynamodb").list_tables()["TableNames"])


def test_again_changes_nothing(embedded_aws: Any):
    assert make_pool(client("cognito-idp")) == embedded_aws.cognito
    assert make_tables() == []
    make_bucket()
    make_sender()
    pools = client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
    assert [pool["Id"] for pool in pools] == [embedded_aws.cognito["pool_id"]]


def test_the_log_has_its_stream_and_the_revisions_their_end(embedded_aws: Any):
    log = client("dynamodb").describe_table(TableName=MessageItem.Meta.table_name)["Table"]
    assert log["StreamSpecification"]["StreamEnabled"] is True
    ttl = client("dynamodb").describe_time_to_live(TableName=RevisionItem.Meta.table_name)["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}


class ByName(GlobalSecondaryIndex["Older"]):
    class Meta:
        index_name = "by_name"
        projection = KeysOnlyProjection()

    name = UnicodeAttribute(hash_key=True)


class Older(Item):
    class Meta(OnDemand):
        table_name = "chatify-older"
        stream_view_type = "NEW_IMAGE"

    key = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    expires_at = TTLAttribute()
    by_name = ByName()


def test_an_older_table_gets_what_a_newer_model_has(embedded_aws: Any):
    client("dynamodb").create_table(
        TableName="chatify-older",
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client("dynamodb").put_item(TableName="chatify-older", Item={"key": {"S": "1"}, "name": {"S": "Tess"}})
    done = make_tables([Older])
    assert done == ["chatify-older: index by_name", "chatify-older: stream", "chatify-older: TTL"]
    assert [row.key for row in Older.by_name.query("Tess")] == ["1"], "what was there is in the new index"
    assert make_tables([Older]) == []


def test_the_pool_refuses_what_the_design_refuses(embedded_aws: Any):
    cognito, pool = client("cognito-idp"), embedded_aws.cognito
    told = cognito.describe_user_pool(UserPoolId=pool["pool_id"])["UserPool"]
    assert told["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert told["UsernameAttributes"] == ["email"]
    assert told["UsernameConfiguration"]["CaseSensitive"] is False
    kept = cognito.describe_user_pool_client(UserPoolId=pool["pool_id"], ClientId=pool["client_id"])["UserPoolClient"]
    assert kept["ExplicitAuthFlows"] == ["ALLOW_USER_PASSWORD_AUTH"], (
        "rotation and the old way of refreshing exclude each other"
    )
    assert kept["EnableTokenRevocation"] is True
    groups = cognito.list_groups(UserPoolId=pool["pool_id"])["Groups"]
    assert {group["GroupName"] for group in groups} == set(GROUPS)
