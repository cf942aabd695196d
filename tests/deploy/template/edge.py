"""Rules about CloudFront and the two APIs behind it."""

from typing import Any

from tests.deploy.template.parsed import Template, broken_by, of_type, properties


@broken_by("a route is misspelt", lambda app, _: properties(app, "DisconnectRoute").update(RouteKey="$disconect"))
@broken_by(
    "the stage is not named after the path",
    lambda app, _: properties(app, "SocketStage").update(StageName="production"),
)
def routes_have_the_names_that_the_gateway_knows(app: Template, edge: Template) -> None:
    keys = sorted(
        (route["Properties"]["ApiId"]["Ref"], route["Properties"]["RouteKey"])
        for route in of_type(app, "AWS::ApiGatewayV2::Route").values()
    )
    assert keys == [
        ("HttpApi", "$default"),
        ("SocketApi", "$connect"),
        ("SocketApi", "$default"),
        ("SocketApi", "$disconnect"),
    ]
    assert properties(app, "HttpStage")["StageName"] == "$default"
    assert properties(app, "SocketStage")["StageName"] == "ws", "CloudFront passes its path /ws on unchanged"
    assert properties(app, "HttpIntegration")["PayloadFormatVersion"] == "2.0"


@broken_by(
    "no secret is sent to the WebSocket API",
    lambda app, _: properties(app, "Distribution")["DistributionConfig"]["Origins"][1].pop("OriginCustomHeaders"),
)
def requests_to_both_apis_carry_the_secret(app: Template, edge: Template) -> None:
    config = properties(app, "Distribution")["DistributionConfig"]
    headers_by_origin = {
        origin["Id"]: [
            (header["HeaderName"], header["HeaderValue"]) for header in origin.get("OriginCustomHeaders", ())
        ]
        for origin in config["Origins"]
    }
    secret = [("X-Origin-Secret", {"Ref": "OriginSecret"})]
    assert headers_by_origin == {"pages": secret, "sockets": secret, "static": []}
    assert all("OriginPath" not in origin for origin in config["Origins"])


NO_CACHE, STATIC_CACHE = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "658327ea-f89d-4fab-a63d-7e88639e58f6"


ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


@broken_by(
    "the Host header is passed on",
    lambda app, _: properties(app, "Distribution")["DistributionConfig"]["DefaultCacheBehavior"].update(
        OriginRequestPolicyId="216adef6-5c7f-47e4-b989-5492eafa07d3"
    ),
)
@broken_by(
    "pages are cached",
    lambda app, _: properties(app, "Distribution")["DistributionConfig"]["DefaultCacheBehavior"].update(
        CachePolicyId=STATIC_CACHE
    ),
)
def each_path_goes_to_its_origin(app: Template, edge: Template) -> None:
    config = properties(app, "Distribution")["DistributionConfig"]
    default, (socket, static) = config["DefaultCacheBehavior"], config["CacheBehaviors"]
    assert (default["TargetOriginId"], default["CachePolicyId"], default["OriginRequestPolicyId"]) == (
        "pages",
        NO_CACHE,
        ALL_BUT_HOST,
    )
    assert "DELETE" in default["AllowedMethods"]
    assert (socket["PathPattern"], socket["TargetOriginId"]) == ("/ws", "sockets")
    assert (socket["CachePolicyId"], socket["OriginRequestPolicyId"]) == (NO_CACHE, ALL_BUT_HOST)
    assert (static["PathPattern"], static["TargetOriginId"]) == ("/static/*", "static")
    assert static["CachePolicyId"] == STATIC_CACHE
    assert "OriginRequestPolicyId" not in static
    for behaviour in (default, socket):
        function = behaviour["FunctionAssociations"][0]
        assert function["EventType"] == "viewer-request"
        assert function["FunctionARN"] == {"Fn::GetAtt": ["ViewerFunction", "FunctionARN"]}


@broken_by(
    "headers of the viewer are trusted",
    lambda app, _: properties(app, "ViewerFunction").update(
        FunctionCode="function handler(event) { return event.request; }"
    ),
)
def cloudfront_sets_the_headers_about_the_viewer(app: Template, edge: Template) -> None:
    code = properties(app, "ViewerFunction")["FunctionCode"]
    assert 'request.headers["x-forwarded-host"] = { value: request.headers.host.value };' in code
    assert 'request.headers["x-viewer-address"] = { value: event.viewer.ip };' in code
    assert properties(app, "ViewerFunction")["AutoPublish"] is True


SECURITY_HEADERS: dict[str, dict[str, Any]] = {
    "StrictTransportSecurity": {"AccessControlMaxAgeSec": 63_072_000, "IncludeSubdomains": True, "Preload": True},
    "ContentTypeOptions": {},
    "FrameOptions": {"FrameOption": "DENY"},
    "ReferrerPolicy": {"ReferrerPolicy": "same-origin"},
    "ContentSecurityPolicy": {"ContentSecurityPolicy": "default-src 'none'; frame-ancestors 'none'"},
}
"""The headers of answers that are not pages. Django sets a policy of its own, which CloudFront does not override."""


@broken_by(
    "Django's content security policy is overridden",
    lambda app, _: properties(app, "PageHeaders")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"][
        "ContentSecurityPolicy"
    ].update(Override=True),
)
@broken_by(
    "every site may read static files",
    lambda app, _: properties(app, "StaticHeaders")["ResponseHeadersPolicyConfig"].update(
        CorsConfig={"AccessControlAllowOrigins": {"Items": ["*"]}}
    ),
)
def every_answer_has_security_headers(app: Template, edge: Template) -> None:
    config = properties(app, "Distribution")["DistributionConfig"]
    behaviours = [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]
    assert [(behaviour["TargetOriginId"], behaviour["ResponseHeadersPolicyId"]["Ref"]) for behaviour in behaviours] == [
        ("pages", "PageHeaders"),
        ("sockets", "PageHeaders"),
        ("static", "StaticHeaders"),
    ]
    pages, static = (properties(app, f"{name}Headers")["ResponseHeadersPolicyConfig"] for name in ("Page", "Static"))
    assert pages["SecurityHeadersConfig"] == {
        name: {**header, "Override": False} for name, header in SECURITY_HEADERS.items()
    }
    assert static["SecurityHeadersConfig"] == {
        name: {**header, "Override": True} for name, header in SECURITY_HEADERS.items()
    }
    same_origin = {"Header": "Cross-Origin-Resource-Policy", "Value": "same-origin", "Override": True}
    assert static["CustomHeadersConfig"] == {"Items": [same_origin]}
    assert "CorsConfig" not in pages | static
