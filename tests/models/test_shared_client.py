"""What `chatify.dynamodb` takes of PynamoDB's private names does what it is taken for."""

import pytest
from django.apps import apps

from accounts.models.profiles import ProfileItem
from chatify.dynamodb import Item, client, transaction_connection


def _items(base: type[Item] = Item) -> list[type[Item]]:
    return [found for model in base.__subclasses__() for found in (model, *_items(model)) if hasattr(found, "Meta")]


@pytest.mark.parametrize("model", _items(), ids=lambda model: model.__name__)
def test_each_table_speaks_through_the_one_client(model: type[Item]) -> None:
    assert model._get_connection().connection.client is client("dynamodb")


def test_so_do_transactions() -> None:
    assert transaction_connection().client is client("dynamodb")


def test_the_tables_were_found() -> None:
    assert apps.ready
    assert ProfileItem in _items()
    assert len(_items()) >= 20
