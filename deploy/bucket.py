"""The bucket of packages and templates: private, encrypted, TLS only. Made before any stack, so not in one."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from deploy.package import Package
from deploy.site import Site

PRIVATE = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)


def make(site: Site) -> None:
    s3, name = site.client("s3"), site.packages
    if not exists(site, name):
        place = {} if site.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": site.region}}
        s3.create_bucket(Bucket=name, **place)
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=PRIVATE)
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(_only_tls(name)))


def exists(site: Site, name: str) -> bool:
    try:
        site.client("s3").head_bucket(Bucket=name)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return False
        raise
    return True


def put_package(site: Site, package: Package) -> str:
    """Its key, by its content: what is there already isn't sent again, and older ones stay to roll back to."""
    key = f"functions/{package.sha256}.zip"
    _put_once(site, key, package.path)
    return key


def put_template(site: Site, path: Path) -> str:
    """Its address."""
    key = f"templates/{sha256(path.read_bytes()).hexdigest()}.yaml"
    _put_once(site, key, path)
    return f"https://s3.{site.region}.amazonaws.com/{site.packages}/{key}"


def delete(site: Site, name: str) -> None:
    empty(site, name)
    if exists(site, name):
        site.client("s3").delete_bucket(Bucket=name)


def empty(site: Site, name: str) -> None:
    """CloudFormation deletes no bucket that holds anything."""
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


def _only_tls(name: str) -> dict[str, Any]:
    arn = f"arn:aws:s3:::{name}"
    statement = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
