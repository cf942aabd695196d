"""Take a site down and keep what people wrote."""

from deploy import bucket, site_secrets
from deploy.site import Site
from deploy.stacks import Say
from deploy.steps import Deployment

PLAN = """This takes down {name} in {region} (account {account}):
  deleted   its address, functions, APIs, firewall, alarms, logs, packages and secrets (everyone is signed out)
  kept      the tables (messages, people), the user pool (sign-ins) and the bucket of files; you pay for their storage
A later `make deploy` under the same name takes over the tables and files, but not the sign-ins: those stay in the kept
user pool. If you want to come back with all accounts, do not destroy the site, but leave it idle.
docs/operations.md says how to delete what is kept.
"""


def describe(site: Site) -> str:
    """Return what `destroy` will delete and keep."""
    return PLAN.format(name=site.name, region=site.region, account=site.account)


def destroy(deployment: Deployment) -> None:
    """Take the site down. Safe to repeat: it skips what is gone already. Raises `DeployError`."""
    site, say = deployment.site, deployment.say
    say("[1/4] The flat-rate plan, if there is one (it ends with the billing period, and the distribution with it)")
    deployment.plan_stack.delete(say)
    say("[2/4] The site (about five minutes)")
    bucket.empty(site, site.static)
    deployment.app.delete(say)
    say("[3/4] Firewall and certificate")
    deployment.edge_stack.delete(say)
    say("[4/4] Packages and secrets")
    bucket.delete(site, site.packages)
    site_secrets.delete_all(site)


def say_what_is_kept(site: Site, say: Say) -> None:
    """Name the resources that still exist after `destroy`."""
    pages = site.client("dynamodb").get_paginator("list_tables").paginate()
    tables = [name for page in pages for name in page["TableNames"] if name.startswith(f"{site.name}-")]
    files = f"{site.name}-files-{site.account}-{site.region}"
    say(f"Kept: {len(tables)} tables ({site.name}-…), the user pool {site.name}, the bucket {files}.")
