"""Taking a site down. What people wrote is kept, unless it is asked for by name."""

from deploy import bucket, secrets
from deploy.site import Site
from deploy.stacks import Say
from deploy.steps import Deployment

GONE = """This takes down {name} in {region} (account {account}):
  gone for good   its address, functions, APIs, firewall, alarms, logs, packages and secrets (everyone is signed out)
  kept            tables (messages, people), user pool (sign-ins) and the files’ bucket; they cost their storage only
A later `make deploy` under the same name takes the tables and files over, but not the sign-ins, which stay in the kept
pool: to return with them, don’t destroy, but let it idle. docs/operations.md says how to delete what is kept.
"""


def plan(site: Site) -> str:
    return GONE.format(name=site.name, region=site.region, account=site.account)


def destroy(deployment: Deployment) -> None:
    """Repeatable: what is gone already is passed over. Raises `DeployError`."""
    site, say = deployment.site, deployment.say
    say("[1/4] The flat-rate plan, if any (it ends with the billing period, and the distribution with it)")
    deployment.plan_stack.delete(say)
    say("[2/4] The site (about five minutes)")
    bucket.empty(site, site.static)
    deployment.app.delete(say)
    say("[3/4] Firewall and certificate")
    deployment.edge_stack.delete(say)
    say("[4/4] Packages and secrets")
    bucket.delete(site, site.packages)
    secrets.forget(site)


def kept(site: Site, say: Say) -> None:
    tables = site.client("dynamodb").get_paginator("list_tables").paginate()
    names = [name for page in tables for name in page["TableNames"] if name.startswith(f"{site.name}-")]
    files = f"{site.name}-files-{site.account}-{site.region}"
    say(f"Kept: {len(names)} tables ({site.name}-…), the user pool {site.name}, the bucket {files}.")
