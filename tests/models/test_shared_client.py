"""The private names of PynamoDB and botocore that `chatify.core` uses still do what it uses them for."""

import pytest
from django.apps import apps
from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    NumberSetAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)

from accounts.models.profiles import ProfileItem
from chatify.core.aws import client
from chatify.core.dynamodb import Item, transaction_connection


def _items(base: type[Item] = Item) -> list[type[Item]]:
    return [found for model in base.__subclasses__() for found in (model, *_items(model)) if hasattr(found, "Meta")]


@pytest.mark.parametrize("model", _items(), ids=lambda model: model.__name__)
def test_each_table_speaks_through_the_one_client(model: type[Item]) -> None:
    assert model._get_connection().connection.client is client("dynamodb")


def test_so_do_transactions() -> None:
    assert transaction_connection().client is client("dynamodb")


@pytest.mark.parametrize("model", _items(), ids=lambda model: model.__name__)
def test_an_item_is_read_as_pynamodb_reads_it(model: type[Item]) -> None:
    attributes = model.get_attributes()
    whole = {name: {one.attr_type: WRITTEN[type(one)]} for name, one in attributes.items()}
    assert all(one.attr_name == name and not callable(one.default) for name, one in attributes.items())
    nothing = {name: {"NULL": True} for name in attributes}
    for raw in (whole, {}, nothing, {**whole, "of a later version": {"B": "AA=="}}):
        assert vars(model.from_raw_data(raw)) == vars(model._instantiate(raw))
    assert model.from_raw_data(whole).attribute_values.keys() == attributes.keys()


WRITTEN = {
    UnicodeAttribute: "words",
    NumberAttribute: "7",
    BooleanAttribute: True,
    JSONAttribute: '{"a": [1]}',
    UTCDateTimeAttribute: "2026-11-23T02:00:00.000000+0000",
    TTLAttribute: "1795000000",
    UnicodeSetAttribute: ["a", "b"],
    NumberSetAttribute: ["1", "2"],
    ListAttribute: [{"S": "a"}, {"M": {"name": {"S": "b"}}}],
}
"""As DynamoDB answers each type. No bytes: botocore is told that there are none."""


def test_values_are_taken_as_they_come(moto_tables: None) -> None:
    """By each kind of answer; a map within a map, and an error, are read as ever."""
    store, name = client("dynamodb"), ProfileItem.Meta.table_name
    item = {
        "user_id": {"S": "u"},
        "settings": {"M": {"list": {"L": [{"N": "1"}, {"NULL": True}]}}},
        "is": {"BOOL": True},
    }
    store.put_item(TableName=name, Item=item)
    assert store.get_item(TableName=name, Key={"user_id": {"S": "u"}})["Item"] == item
    assert store.scan(TableName=name)["Items"] == [item]
    keys = {"Keys": [{"user_id": {"S": "u"}}]}
    assert store.batch_get_item(RequestItems={name: keys})["Responses"] == {name: [item]}
    with pytest.raises(store.exceptions.ConditionalCheckFailedException):
        store.put_item(TableName=name, Item=item, ConditionExpression="attribute_not_exists(user_id)")


def test_the_tables_were_found() -> None:
    assert apps.ready
    assert ProfileItem in _items()
    assert len(_items()) >= 20
