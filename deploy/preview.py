"""What a deployment will do and cost, said before anything is done."""

from deploy import cost, prices
from deploy.steps import Deployment

TEXT = """{verb} {name} in {region} (account {account}):
  an address by CloudFront, with {firewall}; pages and REST by an HTTP API, sockets by a WebSocket API; five functions
  (arm64); DynamoDB tables and a Cognito user pool, both protected from deletion; two buckets; alarms, a dashboard, logs

  A month costs about        idle   1,000 people a day
  {words:<24} ${idle:>6.2f}   ${busy:>6.2f}
  (us-east-1 prices of {read}; docs/cost.md says what a day of a person is, and what {count:,} people a day cost)
"""


def text(deployment: Deployment) -> str:
    site, chosen = deployment.site, deployment.chosen
    firewall = chosen.firewall != "off"
    idle, busy = (_total(people, firewall=firewall, plan=chosen.plan) for people in (0, 1_000))
    return TEXT.format(
        verb="Update" if deployment.app.describe() else "Make",
        name=site.name,
        region=site.region,
        account=site.account,
        firewall="a firewall" if firewall else "no firewall",
        words="in the flat-rate plan" if chosen.plan else "pay as you go",
        idle=idle,
        busy=busy,
        read=prices.READ,
        count=1_000_000,
    )


def _total(people: int, *, firewall: bool, plan: bool) -> float:
    costs = cost.month(people, plan=plan)
    return sum(costs.values()) - (0 if firewall else costs["Firewall"])
