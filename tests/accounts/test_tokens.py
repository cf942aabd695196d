"""Forged tokens, each different from a valid one in one respect, are refused."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accounts import tokens
from chatify.core.errors import Unavailable

POOL_ID = "us-east-1_Forgery01"
CLIENT_ID = "1example23456789"
OURS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
THEIRS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ROTATED = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {
        "sub": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
        "iss": f"https://cognito-idp.us-east-1.amazonaws.com/{POOL_ID}",
        "client_id": CLIENT_ID,
        "origin_jti": "11111111-2222-4333-8444-555555555555",
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
        "auth_time": now,
        "iat": now,
        "exp": now + 900,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(body: Any = None, *, key: Any = OURS, algorithm: str = "RS256", **header: Any) -> str:
    return jwt.encode(body or claims(), key, algorithm=algorithm, headers={"kid": "k1"} | header)


def handmade(header: Any, body: Any, signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(body).encode(), signature]
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def published(**keys: Any) -> bytes:
    made = [
        json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "use": "sig", "alg": "RS256"}
        for kid, key in keys.items()
    ]
    return json.dumps({"keys": made}).encode()


@pytest.fixture
def pool(settings, tmp_path):
    """Return the file of the pool's public keys: `pool.write_bytes(published(k1=…))`."""
    settings.COGNITO = {"pool_id": POOL_ID, "client_id": CLIENT_ID, "client_secret": "s"}
    file = tmp_path / POOL_ID / ".well-known" / "jwks.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(published(k1=OURS))
    settings.AWS = settings.AWS | {"endpoint_url": tmp_path.as_uri()}
    tokens._keys.cache_clear()
    yield file
    tokens._keys.cache_clear()


PUBLIC_PEM = OURS.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def keyed_with_what_is_public() -> str:
    """Sign with the public key as HMAC secret, by hand, because PyJWT refuses to do that."""
    signing = handmade({"alg": "HS256", "kid": "k1"}, claims()).rpartition(".")[0]
    signature = hmac.digest(PUBLIC_PEM, signing.encode(), "sha256")
    return f"{signing}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


FORGED = {
    "alg none": lambda: handmade({"alg": "none", "kid": "k1"}, claims()),
    "alg none with a signature": lambda: handmade({"alg": "None", "kid": "k1"}, claims(), b"x"),
    "HS256 keyed with what is public": keyed_with_what_is_public,
    "PS256 by the right key": lambda: signed(algorithm="PS256"),
    "RS512 by the right key": lambda: signed(algorithm="RS512"),
    "another key under our kid": lambda: signed(key=THEIRS),
    "an unknown kid": lambda: signed(key=THEIRS, kid="k2"),
    "no kid": lambda: jwt.encode(claims(), OURS, algorithm="RS256"),
    "a kid that is a path": lambda: signed(kid="../../etc/passwd"),
    "a kid that is no text": lambda: handmade({"alg": "RS256", "kid": ["k1"]}, claims(), b"x"),
    "a jku of the forger": lambda: signed(key=THEIRS, kid="k2", jku="https://forger.example/jwks.json"),
    "a jwk in the header": lambda: signed(
        key=THEIRS, jwk=json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(THEIRS.public_key()))
    ),
    "another issuer": lambda: signed(claims(iss="https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other0001")),
    "no issuer": lambda: signed(claims(iss=None)),
    "another client": lambda: signed(claims(client_id="somebodyelses")),
    "no client": lambda: signed(claims(client_id=None)),
    "an audience in the client's place": lambda: signed(claims(client_id=None, aud=CLIENT_ID)),
    "an ID token": lambda: signed(claims(token_use="id", aud=CLIENT_ID)),
    "no use": lambda: signed(claims(token_use=None)),
    "expired": lambda: signed(claims(exp=int(time.time()) - 60)),
    "no expiry": lambda: signed(claims(exp=None)),
    "not yet valid": lambda: signed(claims(nbf=int(time.time()) + 600)),
    "issued in the future": lambda: signed(claims(iat=int(time.time()) + 600)),
    "no subject": lambda: signed(claims(sub=None)),
    "no origin": lambda: signed(claims(origin_jti=None)),
    "a changed body": lambda: _with_body_of(signed(), claims(sub="somebody-else")),
    "no signature": lambda: signed().rpartition(".")[0] + ".",
    "two parts": lambda: signed().rpartition(".")[0],
    "no token": lambda: "",
    "not base64": lambda: "ä.ö.ü",
    "a header that is a list": lambda: handmade(["RS256"], claims()),
    "deep nesting": lambda: urlsafe_b64encode(b"[" * 5_000).decode() + ".e30.x",
    "far too long": lambda: signed(claims(more="x" * 10_000)),
}


def _with_body_of(token: str, body: Any) -> str:
    head, _, signature = token.split(".")
    return ".".join([head, handmade({}, body).split(".")[1], signature])


def test_a_good_token_is_accepted(pool):
    assert tokens.verify(signed()) == tokens.Claims(claims()["sub"], claims()["origin_jti"])


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_token_is_refused(pool, forged):
    tokens.verify(signed())
    with pytest.raises(tokens.BadToken):
        tokens.verify(FORGED[forged]())


def test_a_new_signing_key_is_fetched(pool, monkeypatch):
    tokens.verify(signed())
    pool.write_bytes(published(k1=OURS, k3=ROTATED))
    rotated = signed(key=ROTATED, kid="k3")
    with pytest.raises(
        tokens.BadToken
    ):  # the keys were fetched a moment ago, and forged tokens must not cause another fetch
        tokens.verify(rotated)
    monkeypatch.setattr(tokens, "REFETCH_SECONDS", 0)
    assert tokens.verify(rotated).user_id == claims()["sub"]


def test_tokens_are_not_called_forged_while_the_keys_are_unavailable(pool):
    pool.unlink()
    with pytest.raises(Unavailable):
        tokens.verify(signed())


@pytest.mark.parametrize("forged", ["HS256 keyed with what is public", "an ID token", "deep nesting", "no token"])
def test_every_forged_token_gets_the_same_answer(api, pool, forged):
    answer = api.get("me", headers={"authorization": f"Bearer {FORGED[forged]()}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_real_id_and_refresh_tokens_are_refused(api, signed_up, settings):
    from accounts.cognito.users import secret_hash
    from chatify.core.aws import client

    account = signed_up()
    given = client("cognito-idp").initiate_auth(
        ClientId=settings.COGNITO["client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={
            "USERNAME": account.email,
            "PASSWORD": account.password,
            "SECRET_HASH": secret_hash(account.email),
        },
    )["AuthenticationResult"]
    for name in ("IdToken", "RefreshToken"):
        assert api.get("me", headers={"authorization": f"Bearer {given[name]}"}).status_code == 401
    # Even the access token is refused, because it belongs to no row of `sessions`.
    assert api.get("me", headers={"authorization": f"Bearer {given['AccessToken']}"}).status_code == 401


def test_other_authorization_schemes_are_not_signed_in(api):
    for value in ("Basic dGVzczp4", "Token x", "Bearer", "bearer  "):
        assert api.get("me", headers={"authorization": value}).status_code == 401
    assert api.get("me").status_code == 401
