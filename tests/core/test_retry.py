"""Retries wait a random, growing and bounded time."""

import pytest

from chatify.core import retry
from chatify.core.retry import retry_with_jitter


@pytest.fixture
def longest_waits(monkeypatch):
    """The upper bound of each wait, in order; nothing sleeps."""
    waits: list[float] = []
    monkeypatch.setattr(retry, "uniform", lambda low, high: high)
    monkeypatch.setattr(retry, "sleep", waits.append)
    return waits


def test_waits_double_with_each_retry(longest_waits):
    assert list(retry_with_jitter(4)) == [0, 1, 2, 3]
    assert longest_waits == pytest.approx([0.02, 0.04, 0.08])


def test_waits_have_an_upper_bound(longest_waits):
    list(retry_with_jitter(4, unit=0.1, longest=0.3))
    assert longest_waits == pytest.approx([0.2, 0.3, 0.3])


def test_immediate_retries_do_not_wait(longest_waits):
    list(retry_with_jitter(4, immediate_retries=1))
    assert longest_waits == pytest.approx([0.04, 0.08])


def test_leaving_the_loop_ends_the_retries(longest_waits):
    for _ in retry_with_jitter(4):
        break
    assert longest_waits == []


def test_waits_are_random(monkeypatch):
    waits: list[float] = []
    monkeypatch.setattr(retry, "sleep", waits.append)
    for _ in range(20):
        list(retry_with_jitter(2))
    assert len(set(waits)) > 1
    assert all(0 <= wait <= 0.02 for wait in waits)
