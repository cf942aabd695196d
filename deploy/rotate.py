"""A new origin secret without a refused request: accepted first, shown second, the old one forgotten with the next."""

import secrets as random

from deploy import secrets
from deploy.site import Site
from deploy.stacks import Say
from deploy.steps import TEMPLATE, Deployment


def rotate(deployment: Deployment) -> None:
    """Two updates, about ten minutes. Repeatable at any point: at most one secret too many is accepted."""
    site, say = deployment.site, deployment.say
    old, new = secrets.shown_by_cloudfront(site), random.token_urlsafe(50)
    say("[1/2] The functions learn the new secret")
    _use(deployment, site, accepted=f"{old},{new}", say=say)
    say("[2/2] CloudFront shows it")
    _use(deployment, site, accepted=f"{new},{old}", say=say)


def _use(deployment: Deployment, site: Site, *, accepted: str, say: Say) -> None:
    secrets.write(site, secrets.ORIGIN_SECRET, accepted)
    # Instances read their secrets once: a changed variable brings new ones.
    given = {"OriginSecret": secrets.shown_by_cloudfront(site), "SecretsVersion": random.token_hex(8)}
    deployment.app.deploy(TEMPLATE, given, say)
