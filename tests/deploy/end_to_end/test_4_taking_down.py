"""Taken down, what people wrote stays."""

import pytest

from deploy import bucket, destroy
from tests.deploy.end_to_end.deployed import World

pytestmark = pytest.mark.slow


def test_taken_down_the_tables_stay(world: World) -> None:
    destroy.destroy(world.deployment)
    assert world.deployment.app.describe() is None
    assert world.deployment.edge_stack.describe() is None
    assert not bucket.exists(world.deployment.site, world.deployment.site.packages)
    assert "chatify-messages" in world.client("dynamodb").list_tables()["TableNames"]
    assert world.rows("messages")
    said: list[str] = []
    destroy.kept(world.deployment.site, said.append)
    assert "tables (chatify-…)" in said[0]
