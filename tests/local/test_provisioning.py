"""The first start makes every resource, and a second one changes nothing."""

from typing import Any

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chat.models.messages import MessageItem
from chat.models.revisions import RevisionItem
from chatify.core.aws import client
from chatify.core.dynamodb import Item, OnDemand
from chatify.local.pool import GROUPS, make_pool
from chatify.local.resources import items, make_bucket, make_sender, make_tables


def test_every_model_has_a_table(embedded_aws: Any):
    names = {item.Meta.table_name for item in items()}
    assert {"chatify-profiles", "chatify-messages", "chatify-sessions"} <= names, "items() finds the models"
    assert names <= set(client("dynamodb").list_tables()["TableNames"])


def test_second_provisioning_changes_nothing(embedded_aws: Any):
    assert make_pool(client("cognito-idp")) == embedded_aws.cognito
    assert make_tables() == []
    make_bucket()
    make_sender()
    pools = client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
    assert [pool["Id"] for pool in pools] == [embedded_aws.cognito["pool_id"]]


def test_messages_have_a_stream_and_revisions_a_ttl(embedded_aws: Any):
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


def test_older_table_gets_index_stream_and_ttl_of_its_model(embedded_aws: Any):
    client("dynamodb").create_table(
        TableName="chatify-older",
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client("dynamodb").put_item(TableName="chatify-older", Item={"key": {"S": "1"}, "name": {"S": "Tess"}})
    changes = make_tables([Older])
    assert changes == ["chatify-older: index by_name", "chatify-older: stream", "chatify-older: TTL"]
    assert [row.key for row in Older.by_name.query("Tess")] == ["1"], "existing rows are in the new index"
    assert make_tables([Older]) == []


def test_pool_and_client_have_the_designed_policies(embedded_aws: Any):
    cognito, ids = client("cognito-idp"), embedded_aws.cognito
    pool = cognito.describe_user_pool(UserPoolId=ids["pool_id"])["UserPool"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert pool["UsernameAttributes"] == ["email"]
    assert pool["UsernameConfiguration"]["CaseSensitive"] is False
    pool_client = cognito.describe_user_pool_client(UserPoolId=ids["pool_id"], ClientId=ids["client_id"])[
        "UserPoolClient"
    ]
    assert pool_client["ExplicitAuthFlows"] == ["ALLOW_USER_PASSWORD_AUTH"], (
        "token rotation and ALLOW_REFRESH_TOKEN_AUTH exclude each other"
    )
    assert pool_client["EnableTokenRevocation"] is True
    groups = cognito.list_groups(UserPoolId=ids["pool_id"])["Groups"]
    assert {group["GroupName"] for group in groups} == set(GROUPS)
