"""The tables of a little shop, so that these tests need nothing of Chatify."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model


class ByState(GlobalSecondaryIndex["Order"]):
    class Meta:
        index_name = "by_state"
        projection = AllProjection()
        read_capacity_units = write_capacity_units = 1

    state = UnicodeAttribute(hash_key=True)
    number = NumberAttribute(range_key=True)


class Order(Model):
    class Meta:
        table_name = "orders"
        region = "us-east-1"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute()
    number = NumberAttribute()
    note = UnicodeAttribute(null=True)

    by_state = ByState()


class Line(Model):
    class Meta:
        table_name = "lines"
        region = "us-east-1"
        billing_mode = "PAY_PER_REQUEST"

    order = UnicodeAttribute(hash_key=True)
    place = NumberAttribute(range_key=True)
