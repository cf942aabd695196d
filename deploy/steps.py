"""A deployment, step by step. Each may be repeated: one that failed is simply done again by the next `make deploy`."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from botocore.exceptions import ClientError

from deploy import bucket, options, package, secrets, smoke, static
from deploy.errors import AWS_ERRORS, DeployError, advised
from deploy.package import Target
from deploy.site import EDGE_REGION, Site
from deploy.stacks import Say, Stack

HERE = Path(__file__).parent
TEMPLATE, EDGE, PLAN = HERE / "template.yaml", HERE / "edge.yaml", HERE / "plan.yaml"
SENDER = (
    "SES has not verified {address}. A mail with a link was just sent there: click it, then deploy again.\n"
    "(A new account’s SES writes only to verified addresses: ask AWS for “production access” in the SES console.)"
)


@dataclass
class Deployment:
    site: Site
    chosen: Namespace
    say: Say
    target: Target = Target()
    key: str = ""
    edge: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def app(self) -> Stack:
        return Stack(
            self.site.client("cloudformation"), self.site.name, lambda path: bucket.put_template(self.site, path)
        )

    @property
    def edge_stack(self) -> Stack:
        return Stack(self.site.client("cloudformation", EDGE_REGION), self.site.edge_stack)

    @property
    def plan_stack(self) -> Stack:
        return Stack(self.site.client("cloudformation", EDGE_REGION), self.site.plan_stack)

    def look(self) -> None:
        """Sign in, and look at what must be there before."""
        self.say(f"account {self.site.account}, {self.site.region}")
        if self.chosen.mail_from:
            _sender(self.site, options.template_parameters(self.chosen)["MailIdentity"])
        if self.chosen.domain and not (self.chosen.certificate or self.chosen.zone):
            raise DeployError("A name of your own needs --zone (Route 53) or --certificate (an ARN in us-east-1).")

    def build(self) -> None:
        made = package.build(self.target, static.collect())
        self.say(f"{made.size / 1e6:.1f} MB, sha256 {made.sha256[:12]}…")
        bucket.make(self.site)
        self.key = bucket.put_package(self.site, made)

    def keep_secrets(self) -> None:
        secrets.make(self.site)

    def make_edge(self) -> None:
        self.edge = self.edge_stack.deploy(EDGE, options.edge_parameters(self.chosen), self.say)

    def upload_early(self) -> None:
        """Before the functions that will name them; the first time, there is no bucket yet."""
        if bucket.exists(self.site, self.site.static):
            self.upload()

    def make_app(self) -> None:
        given = options.template_parameters(self.chosen)
        if self.edge.get("CertificateArn"):
            given["CertificateArn"] = self.edge["CertificateArn"]
        made = {
            "PackageBucket": self.site.packages,
            "PackageKey": self.key,
            "OriginSecret": secrets.shown_by_cloudfront(self.site),
            "WebAclArn": self.edge.get("WebAclArn", ""),
        }
        self.outputs = self.app.deploy(TEMPLATE, {**given, **made}, self.say)
        secrets.keep_client_secret(self.site, self.outputs["UserPoolId"], self.outputs["UserPoolClientId"])

    def upload(self) -> None:
        count = static.upload(self.site.session, self.site.static, lambda _: None)
        self.say(f"{count} new")

    def try_it(self) -> None:
        smoke.test(self.outputs["Address"], self.outputs["HttpApiId"], self.site.region, self.say)

    def take_plan(self) -> None:
        """Optional, and last: a refusal changes nothing of the site."""
        if not self.chosen.plan:
            return
        arns = {"DistributionArn": self.outputs["DistributionArn"], "WebAclArn": self.edge.get("WebAclArn", "")}
        try:
            self.plan_stack.deploy(PLAN, arns, self.say)
        except (DeployError, ClientError) as refused:
            self.say(f"AWS refuses the flat-rate plan, and the site stays on pay-as-you-go: {refused}")


Step = tuple[str, Callable[[Deployment], None], str]
"""What is done, the act, and what to do where it fails."""

STEPS: tuple[Step, ...] = (
    ("Look around", Deployment.look, "Mend what it says, then deploy again."),
    ("Build the package", Deployment.build, "Mend what it says, then deploy again."),
    ("Make the secrets", Deployment.keep_secrets, "Your AWS user needs ssm:PutParameter."),
    (
        "Firewall and certificate, us-east-1",
        Deployment.make_edge,
        "See the stack’s events in us-east-1, then deploy again.",
    ),
    ("Static files", Deployment.upload_early, "Deploy again: it goes on where it stopped."),
    (
        "The site (the first time, about five minutes)",
        Deployment.make_app,
        "See the stack’s events, mend, then deploy again.",
    ),
    ("Static files, again", Deployment.upload, "Deploy again: it goes on where it stopped."),
    ("Try it", Deployment.try_it, "`make logs` tells what the functions say; docs/operations.md what to do."),
    ("Flat-rate plan", Deployment.take_plan, "The site works without it."),
)


def run(deployment: Deployment, steps: tuple[Step, ...] = STEPS) -> None:
    """Raises `DeployError`, naming the step and what to do."""
    for number, (name, act, hint) in enumerate(steps, 1):
        deployment.say(f"[{number}/{len(steps)}] {name}")
        try:
            act(deployment)
        except (DeployError, *AWS_ERRORS, OSError) as error:
            raise DeployError(f"Step {number}, “{name}”, failed: {advised(error)}\n{hint}") from error


def _sender(site: Site, address: str) -> None:
    """Verified itself or by its domain; else a verification is begun. Raises `DeployError`."""
    ses = site.client("sesv2")
    try:
        verified = ses.get_email_identity(EmailIdentity=address)["VerifiedForSendingStatus"]
    except ses.exceptions.NotFoundException:
        ses.create_email_identity(EmailIdentity=address)
        verified = False
    if not verified:
        raise DeployError(SENDER.format(address=address))
