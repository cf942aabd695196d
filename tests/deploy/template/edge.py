"""CloudFront and both APIs behind it."""

from typing import Any

from tests.deploy.template.parsed import Template, broken_by, of_type, properties


@broken_by("a route misspelt", lambda app, _: properties(app, "DisconnectRoute").update(RouteKey="$disconect"))
@broken_by("a longer stage", lambda app, _: properties(app, "SocketStage").update(StageName="production"))
def routes_are_spelt_right(app: Template, edge: Template) -> None:
    keys = sorted(
        (one["Properties"]["ApiId"]["Ref"], one["Properties"]["RouteKey"])
        for one in of_type(app, "AWS::ApiGatewayV2::Route").values()
    )
    assert keys == [
        ("HttpApi", "$default"),
        ("SocketApi", "$connect"),
        ("SocketApi", "$default"),
        ("SocketApi", "$disconnect"),
    ]
    assert properties(app, "HttpStage")["StageName"] == "$default"
    assert properties(app, "SocketStage")["StageName"] == "ws", "the path at CloudFront, which hands it on"
    assert properties(app, "HttpIntegration")["PayloadFormatVersion"] == "2.0"


@broken_by(
    "no secret at the sockets",
    lambda app, _: properties(app, "Distribution")["DistributionConfig"]["Origins"][1].pop("OriginCustomHeaders"),
)
def nobody_goes_round_cloudfront(app: Template, edge: Template) -> None:
    config = properties(app, "Distribution")["DistributionConfig"]
    guarded = {
        origin["Id"]: [(one["HeaderName"], one["HeaderValue"]) for one in origin.get("OriginCustomHeaders", ())]
        for origin in config["Origins"]
    }
    header = [("X-Origin-Secret", {"Ref": "OriginSecret"})]
    assert guarded == {"pages": header, "sockets": header, "static": []}
    assert all("OriginPath" not in origin for origin in config["Origins"])


NO_CACHE, STATIC_CACHE = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "658327ea-f89d-4fab-a63d-7e88639e58f6"


ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


@broken_by(
    "Host handed on",
    lambda app, _: properties(app, "Distribution")["DistributionConfig"]["DefaultCacheBehavior"].update(
        OriginRequestPolicyId="216adef6-5c7f-47e4-b989-5492eafa07d3"
    ),
)
@broken_by(
    "pages cached",
    lambda app, _: properties(app, "Distribution")["DistributionConfig"]["DefaultCacheBehavior"].update(
        CachePolicyId=STATIC_CACHE
    ),
)
def paths_go_where_they_belong(app: Template, edge: Template) -> None:
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
        associated = behaviour["FunctionAssociations"][0]
        assert associated["EventType"] == "viewer-request"
        assert associated["FunctionARN"] == {"Fn::GetAtt": ["ViewerFunction", "FunctionARN"]}


@broken_by(
    "the viewer's own header believed",
    lambda app, _: properties(app, "ViewerFunction").update(
        FunctionCode="function handler(event) { return event.request; }"
    ),
)
def the_viewer_is_told_by_the_edge(app: Template, edge: Template) -> None:
    code = properties(app, "ViewerFunction")["FunctionCode"]
    assert 'request.headers["x-forwarded-host"] = { value: request.headers.host.value };' in code
    assert 'request.headers["x-viewer-address"] = { value: event.viewer.ip };' in code
    assert properties(app, "ViewerFunction")["AutoPublish"] is True


BINDING: dict[str, dict[str, Any]] = {
    "StrictTransportSecurity": {"AccessControlMaxAgeSec": 63_072_000, "IncludeSubdomains": True, "Preload": True},
    "ContentTypeOptions": {},
    "FrameOptions": {"FrameOption": "DENY"},
    "ReferrerPolicy": {"ReferrerPolicy": "same-origin"},
    "ContentSecurityPolicy": {"ContentSecurityPolicy": "default-src 'none'; frame-ancestors 'none'"},
}
"""For what is no page of ours: pages bring a policy of their own, and so CloudFront's does not override it."""


@broken_by(
    "Django's own policy overridden",
    lambda app, _: properties(app, "PageHeaders")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"][
        "ContentSecurityPolicy"
    ].update(Override=True),
)
@broken_by(
    "every site may read",
    lambda app, _: properties(app, "StaticHeaders")["ResponseHeadersPolicyConfig"].update(
        CorsConfig={"AccessControlAllowOrigins": {"Items": ["*"]}}
    ),
)
def every_answer_binds_the_browser(app: Template, edge: Template) -> None:
    config = properties(app, "Distribution")["DistributionConfig"]
    behaviours = [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]
    assert [(one["TargetOriginId"], one["ResponseHeadersPolicyId"]["Ref"]) for one in behaviours] == [
        ("pages", "PageHeaders"),
        ("sockets", "PageHeaders"),
        ("static", "StaticHeaders"),
    ]
    pages, static = (properties(app, f"{name}Headers")["ResponseHeadersPolicyConfig"] for name in ("Page", "Static"))
    assert pages["SecurityHeadersConfig"] == {name: {**one, "Override": False} for name, one in BINDING.items()}
    assert static["SecurityHeadersConfig"] == {name: {**one, "Override": True} for name, one in BINDING.items()}
    kept = {"Header": "Cross-Origin-Resource-Policy", "Value": "same-origin", "Override": True}
    assert static["CustomHeadersConfig"] == {"Items": [kept]}
    assert "CorsConfig" not in pages | static
