"""What people wrote survives when the site is taken down."""

import pytest

from deploy import bucket, destroy
from tests.deploy.end_to_end.deployed import World

pytestmark = pytest.mark.slow


def test_tables_survive_taking_the_site_down(world: World) -> None:
    destroy.destroy(world.deployment)
    assert world.deployment.app.describe() is None
    assert world.deployment.edge_stack.describe() is None
    assert not bucket.exists(world.deployment.site, world.deployment.site.packages)
    assert "chatify-messages" in world.client("dynamodb").list_tables()["TableNames"]
    assert world.rows("messages")
    output: list[str] = []
    destroy.say_what_is_kept(world.deployment.site, output.append)
    assert "tables (chatify-…)" in output[0]
