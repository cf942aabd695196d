"""The site's secrets in Parameter Store, encrypted. Made once; never shown, and never in a function's configuration."""

import secrets
from typing import Any

from deploy.site import Site

SECRET_KEY, ORIGIN_SECRET, CLIENT_SECRET = "secret-key", "origin-secret", "cognito-client-secret"


def make(site: Site) -> None:
    """Those that are made by us, where they are missing."""
    for name in (SECRET_KEY, ORIGIN_SECRET):
        if read(site, name) is None:
            write(site, name, secrets.token_urlsafe(50))


def keep_client_secret(site: Site, pool_id: str, client_id: str) -> None:
    """Cognito makes it; the pages need it."""
    found = site.client("cognito-idp").describe_user_pool_client(UserPoolId=pool_id, ClientId=client_id)
    secret = found["UserPoolClient"]["ClientSecret"]
    if read(site, CLIENT_SECRET) != secret:
        write(site, CLIENT_SECRET, secret)


def read(site: Site, name: str) -> str | None:
    ssm: Any = site.client("ssm")
    try:
        return str(ssm.get_parameter(Name=site.parameter(name), WithDecryption=True)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        return None


def write(site: Site, name: str, value: str) -> None:
    site.client("ssm").put_parameter(Name=site.parameter(name), Value=value, Type="SecureString", Overwrite=True)


def forget(site: Site) -> None:
    names = [site.parameter(name) for name in (SECRET_KEY, ORIGIN_SECRET, CLIENT_SECRET)]
    site.client("ssm").delete_parameters(Names=names)


def shown_by_cloudfront(site: Site) -> str:
    """The first of those that the functions accept."""
    return (read(site, ORIGIN_SECRET) or "").partition(",")[0]
