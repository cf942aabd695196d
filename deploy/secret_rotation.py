"""Replace the secret between CloudFront and the functions without refusing a request.

The functions accept the new secret before CloudFront sends it, and the old one until the next rotation.
"""

import secrets

from deploy import site_secrets
from deploy.steps import TEMPLATE, Deployment


def rotate(deployment: Deployment) -> None:
    """Rotate the secret by two stack updates, about ten minutes. Safe to repeat if it was interrupted."""
    old, new = site_secrets.origin_secret(deployment.site), secrets.token_urlsafe(50)
    deployment.say("[1/2] The functions learn the new secret")
    _accept(deployment, old, new)
    deployment.say("[2/2] CloudFront sends it")
    _accept(deployment, new, old)


def _accept(deployment: Deployment, sent: str, also_accepted: str) -> None:
    site_secrets.write(deployment.site, site_secrets.ORIGIN_SECRET, f"{sent},{also_accepted}")
    # Functions read their secrets once, so a changed variable replaces the running ones.
    parameters = {"OriginSecret": sent, "SecretsVersion": secrets.token_hex(8)}
    deployment.app.deploy(TEMPLATE, parameters, deployment.say)
