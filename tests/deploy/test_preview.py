"""The preview says what a deployment costs before anything is done."""

from argparse import ArgumentParser
from types import SimpleNamespace
from typing import Any

from deploy import cost, options, preview


def preview_of(*arguments: str, **parameters: str) -> str:
    """Return the preview for these options, where the stack already has these parameters."""
    parser = ArgumentParser()
    options.add_deployment_options(parser)
    site = SimpleNamespace(name="chatify", region="eu-central-1", account="123456789012")
    app = SimpleNamespace(describe=lambda: parameters or None, parameters=lambda: parameters)
    deployment: Any = SimpleNamespace(site=site, arguments=parser.parse_args(arguments), app=app)
    return preview.render(deployment)


def test_snap_start_costs_nothing_unless_it_is_chosen() -> None:
    assert "SnapStart" not in preview_of()
    assert "$ 10.00" in preview_of()


def test_preview_says_what_snap_start_costs() -> None:
    text = preview_of("--snap-start", "on")
    assert "of which SnapStart" in text
    assert "$ 17.80" in text, "10 for the firewall, and 3.90 for each of two snapshots"
    assert "$0.14 for every thousand cold starts" in text


def test_snap_start_stays_on_and_grows_with_memory() -> None:
    assert "$  7.80" in preview_of(SnapStart="on", Memory="1024")
    assert "$ 15.60" in preview_of("--memory", "2048", SnapStart="on", Memory="1024")
    assert "SnapStart" not in preview_of("--snap-start", "off", SnapStart="on", Memory="1024")


def test_two_snapshots_of_one_gigabyte_cost_7_80_a_month() -> None:
    assert cost.snapshots(1) == 7.8
    assert cost.snapshots(0) == 0
