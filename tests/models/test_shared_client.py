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
    return [item for model in base.__subclasses__() for item in (model, *_items(model)) if hasattr(item, "Meta")]


@pytest.mark.parametrize("model", _items(), ids=lambda model: model.__name__)
def test_each_model_uses_the_shared_client(model: type[Item]) -> None:
    assert model._get_connection().connection.client is client("dynamodb")


def test_transactions_use_the_shared_client() -> None:
    assert transaction_connection().client is client("dynamodb")


@pytest.mark.parametrize("model", _items(), ids=lambda model: model.__name__)
def test_items_are_read_as_pynamodb_reads_them(model: type[Item]) -> None:
    attributes = model.get_attributes()
    complete_item = {
        name: {attribute.attr_type: STORED_VALUES[type(attribute)]} for name, attribute in attributes.items()
    }
    assert all(
        attribute.attr_name == name and not callable(attribute.default) for name, attribute in attributes.items()
    )
    null_item = {name: {"NULL": True} for name in attributes}
    for raw in (complete_item, {}, null_item, {**complete_item, "of a later version": {"B": "AA=="}}):
        assert vars(model.from_raw_data(raw)) == vars(model._instantiate(raw))
    assert model.from_raw_data(complete_item).attribute_values.keys() == attributes.keys()


STORED_VALUES = {
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
"""How DynamoDB returns each type of attribute. Bytes are missing, because no model has any."""


def test_answers_of_dynamodb_are_not_parsed_again(moto_tables: None) -> None:
    """Get, Scan and BatchGet return the stored values, nested maps too, and errors are parsed as usual."""
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


def test_all_models_are_tested() -> None:
    assert apps.ready
    assert ProfileItem in _items()
    assert len(_items()) >= 20
