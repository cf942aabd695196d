"""The numbers that docs/scale.md marks as simulated."""

import pytest

from tests.deploy.simulate import simulate_reconnects, simulate_sends


@pytest.mark.parametrize(("per_second", "least", "most"), [(10, 0, 0.0005), (50, 0.005, 0.03), (100, 0.08, 0.18)])
def test_few_sends_into_one_busy_conversation_are_refused(per_second: int, least: float, most: float) -> None:
    assert least <= simulate_sends(per_second).refused_share <= most


def test_sends_into_a_quiet_conversation_are_fast() -> None:
    assert simulate_sends(10).slowest(0.99) < 0.05


def test_ten_thousand_sockets_reconnect_within_45_seconds() -> None:
    seconds = sorted(simulate_reconnects(10_000))
    assert len(seconds) == 10_000
    assert seconds[5_000] < 12
    assert seconds[-1] < 45


def test_a_hundred_thousand_sockets_reconnect_within_four_minutes() -> None:
    assert max(simulate_reconnects(100_000)) < 240
