"""The private bucket of packages and templates. It must exist before any stack, so no stack contains it."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from deploy.package import Package
from deploy.site import Site

BLOCK_PUBLIC = dict.fromkeys(
    ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
)


def create(site: Site) -> None:
    """Create the bucket of packages if it is missing, and make it private and TLS only."""
    s3, name = site.client("s3"), site.packages
    if not exists(site, name):
        # us-east-1 is the one region that must not be named.
        region = (
            {} if site.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": site.region}}
        )
        s3.create_bucket(Bucket=name, **region)
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=BLOCK_PUBLIC)
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(_tls_only_policy(name)))


def exists(site: Site, name: str) -> bool:
    """Tell whether the account has a bucket of this name."""
    try:
        site.client("s3").head_bucket(Bucket=name)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return False
        raise
    return True


def put_package(site: Site, package: Package) -> str:
    """Upload a package unless it is there already, and return its key. Older packages stay for a roll-back."""
    key = f"functions/{package.sha256}.zip"
    _put_once(site, key, package.path)
    return key


def put_template(site: Site, path: Path) -> str:
    """Upload a template unless it is there already, and return its address."""
    key = f"templates/{sha256(path.read_bytes()).hexdigest()}.yaml"
    _put_once(site, key, path)
    return f"https://s3.{site.region}.amazonaws.com/{site.packages}/{key}"


def delete(site: Site, name: str) -> None:
    """Delete a bucket with everything in it, if it exists."""
    empty(site, name)
    if exists(site, name):
        site.client("s3").delete_bucket(Bucket=name)


def empty(site: Site, name: str) -> None:
    """Delete all objects of a bucket, because CloudFormation deletes only empty ones."""
    if not exists(site, name):
        return
    s3 = site.client("s3")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name):
        objects = [{"Key": row["Key"]} for row in page.get("Contents", ())]
        if objects:
            s3.delete_objects(Bucket=name, Delete={"Objects": objects})


def _put_once(site: Site, key: str, path: Path) -> None:
    s3 = site.client("s3")
    try:
        s3.head_object(Bucket=site.packages, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        s3.put_object(Bucket=site.packages, Key=key, Body=path.read_bytes())


def _tls_only_policy(name: str) -> dict[str, Any]:
    arn = f"arn:aws:s3:::{name}"
    statement = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
