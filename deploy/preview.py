"""Say what a deployment will do and cost before it does anything."""

from deploy import cost, prices
from deploy.steps import Deployment

TEXT = """{verb} {name} in {region} (account {account}):
  an address by CloudFront, with {firewall}; pages and REST by an HTTP API, sockets by a WebSocket API; five functions
  (arm64); DynamoDB tables and a Cognito user pool, both protected from deletion; two buckets; alarms, a dashboard, logs

  A month costs about        idle   1,000 people a day
  {plan:<24} ${idle:>6.2f}   ${busy:>6.2f}
{snap_start}  (us-east-1 prices of {read}; docs/cost.md says what a person does a day and what {million:,} people cost)
"""
SNAP_START_LINE = (
    "  of which SnapStart       ${price:>6.2f}   ${price:>6.2f}   "
    "(and ${restores:.2f} for every thousand cold starts)\n"
)


def render(deployment: Deployment) -> str:
    """Return the text that the person confirms."""
    site, arguments = deployment.site, deployment.arguments
    has_firewall = arguments.firewall != "off"
    snap_start_gb = _snap_start_gb(deployment)
    idle, busy = (
        _total(people, has_firewall=has_firewall, plan=arguments.plan, snap_start_gb=snap_start_gb)
        for people in (0, 1_000)
    )
    return TEXT.format(
        verb="Update" if deployment.app.describe() else "Create",
        name=site.name,
        region=site.region,
        account=site.account,
        firewall="a firewall" if has_firewall else "no firewall",
        plan="in the flat-rate plan" if arguments.plan else "pay as you go",
        idle=idle,
        busy=busy,
        snap_start=_render_snap_start(snap_start_gb),
        read=prices.READ,
        million=1_000_000,
    )


def _snap_start_gb(deployment: Deployment) -> float:
    """Return the memory of a function that starts from a snapshot, or 0 if SnapStart is off."""
    arguments, previous = deployment.arguments, deployment.app.parameters()
    snap_start = arguments.snap_start or previous.get("SnapStart", "off")
    memory = arguments.memory or previous.get("Memory", "1024")
    return int(memory) / 1024 if snap_start == "on" else 0


def _render_snap_start(gigabytes: float) -> str:
    if not gigabytes:
        return ""
    return SNAP_START_LINE.format(
        price=cost.snapshots(gigabytes),
        restores=1000 * gigabytes * prices.SNAPSHOT_RESTORE_GB,
    )


def _total(people: int, *, has_firewall: bool, plan: bool, snap_start_gb: float) -> float:
    costs = cost.month(people, plan=plan)
    total = sum(costs.values()) - (0 if has_firewall else costs["Firewall"])
    return total + cost.snapshots(snap_start_gb)
