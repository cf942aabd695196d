"""The site's secrets, encrypted in Parameter Store. They are never printed and never in a function's configuration."""

import secrets
from typing import Any

from deploy.site import Site

SECRET_KEY, ORIGIN_SECRET, CLIENT_SECRET = "secret-key", "origin-secret", "cognito-client-secret"


def create_missing(site: Site) -> None:
    """Create the secrets that we choose ourselves, where they are missing."""
    for name in (SECRET_KEY, ORIGIN_SECRET):
        if read(site, name) is None:
            write(site, name, secrets.token_urlsafe(50))


def store_client_secret(site: Site, pool_id: str, client_id: str) -> None:
    """Copy the secret of the app client from Cognito, which creates it, to where the pages read it."""
    description = site.client("cognito-idp").describe_user_pool_client(UserPoolId=pool_id, ClientId=client_id)
    secret = description["UserPoolClient"]["ClientSecret"]
    if read(site, CLIENT_SECRET) != secret:
        write(site, CLIENT_SECRET, secret)


def read(site: Site, name: str) -> str | None:
    """Return a secret, or None if it does not exist."""
    ssm: Any = site.client("ssm")
    try:
        return str(ssm.get_parameter(Name=site.parameter(name), WithDecryption=True)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        return None


def write(site: Site, name: str, value: str) -> None:
    """Create or replace a secret."""
    site.client("ssm").put_parameter(Name=site.parameter(name), Value=value, Type="SecureString", Overwrite=True)


def delete_all(site: Site) -> None:
    """Delete every secret of the site."""
    names = [site.parameter(name) for name in (SECRET_KEY, ORIGIN_SECRET, CLIENT_SECRET)]
    site.client("ssm").delete_parameters(Names=names)


def origin_secret(site: Site) -> str:
    """Return the secret that CloudFront sends: the first of those that the functions accept."""
    return (read(site, ORIGIN_SECRET) or "").partition(",")[0]
