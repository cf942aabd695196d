"""The steps of a deployment. Every step is safe to repeat, so the next `make deploy` continues after a failure."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from botocore.exceptions import ClientError

from deploy import bucket, options, package, site_secrets, smoke, static_files
from deploy.errors import AWS_ERRORS, DeployError, describe
from deploy.package import Target
from deploy.site import EDGE_REGION, Site
from deploy.stacks import Say, Stack

HERE = Path(__file__).parent
TEMPLATE, EDGE, PLAN = HERE / "template.yaml", HERE / "edge.yaml", HERE / "plan.yaml"
UNVERIFIED_SENDER = (
    "SES has not verified {address}. We have just sent a mail with a link there: click it, then deploy again.\n"
    "(The SES of a new account only writes to verified addresses: ask AWS for “production access” in the SES console.)"
)


@dataclass
class Deployment:
    """One run of `make deploy`: the site, what the person chose, and what the steps have produced so far."""

    site: Site
    arguments: Namespace
    say: Say
    target: Target = Target()
    package_key: str = ""
    edge: dict[str, str] = field(default_factory=dict)
    """The outputs of the stack in us-east-1."""
    outputs: dict[str, str] = field(default_factory=dict)
    """The outputs of the site's own stack."""

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

    def preflight(self) -> None:
        """Sign in, and check what must exist before the deployment."""
        self.say(f"account {self.site.account}, {self.site.region}")
        if self.arguments.mail_from:
            _check_sender(self.site, options.template_parameters(self.arguments)["MailIdentity"])
        if self.arguments.domain and not (self.arguments.certificate or self.arguments.zone):
            raise DeployError("--domain also needs --zone (Route 53) or --certificate (an ARN in us-east-1).")

    def build_package(self) -> None:
        """Build the package and upload it."""
        built = package.build(self.target, static_files.collect())
        self.say(f"{built.size / 1e6:.1f} MB, sha256 {built.sha256[:12]}…")
        bucket.create(self.site)
        self.package_key = bucket.put_package(self.site, built)

    def create_secrets(self) -> None:
        """Create the secrets that are missing."""
        site_secrets.create_missing(self.site)

    def deploy_edge(self) -> None:
        """Deploy the firewall and the certificate, which must be in us-east-1."""
        self.edge = self.edge_stack.deploy(EDGE, options.edge_parameters(self.arguments), self.say)

    def upload_early(self) -> None:
        """Upload the static files before the functions that name them; the first time, there is no bucket yet."""
        if bucket.exists(self.site, self.site.static):
            self.upload_static_files()

    def deploy_app(self) -> None:
        """Deploy the site itself."""
        parameters = options.template_parameters(self.arguments)
        if self.edge.get("CertificateArn"):
            parameters["CertificateArn"] = self.edge["CertificateArn"]
        parameters |= {
            "PackageBucket": self.site.packages,
            "PackageKey": self.package_key,
            "OriginSecret": site_secrets.origin_secret(self.site),
            "WebAclArn": self.edge.get("WebAclArn", ""),
        }
        self.outputs = self.app.deploy(TEMPLATE, parameters, self.say)
        site_secrets.store_client_secret(self.site, self.outputs["UserPoolId"], self.outputs["UserPoolClientId"])

    def upload_static_files(self) -> None:
        """Upload the static files that are new."""
        count = static_files.upload(self.site.session, self.site.static, lambda _: None)
        self.say(f"{count} new")

    def check_site(self) -> None:
        """Check the site from outside."""
        smoke.check_site(self.outputs["Address"], self.outputs["HttpApiId"], self.site.region, self.say)

    def subscribe_to_plan(self) -> None:
        """Subscribe to the flat-rate plan, if chosen. It is the last step, so that a refusal changes nothing else."""
        if not self.arguments.plan:
            return
        arns = {"DistributionArn": self.outputs["DistributionArn"], "WebAclArn": self.edge.get("WebAclArn", "")}
        try:
            self.plan_stack.deploy(PLAN, arns, self.say)
        except (DeployError, ClientError) as refusal:
            self.say(f"AWS refuses the flat-rate plan, so the site stays on pay-as-you-go: {refusal}")


Step = tuple[str, Callable[[Deployment], None], str]
"""A title, the step itself, and what to do if it fails."""

STEPS: tuple[Step, ...] = (
    ("Check account and options", Deployment.preflight, "Follow the advice, then deploy again."),
    ("Build the package", Deployment.build_package, "Follow the advice, then deploy again."),
    ("Create the secrets", Deployment.create_secrets, "Your AWS user needs ssm:PutParameter."),
    (
        "Firewall and certificate, in us-east-1",
        Deployment.deploy_edge,
        "Look at the stack’s events in us-east-1, then deploy again.",
    ),
    ("Static files", Deployment.upload_early, "Deploy again: the upload continues where it stopped."),
    (
        "The site (about five minutes the first time)",
        Deployment.deploy_app,
        "Look at the stack’s events, fix the cause, then deploy again.",
    ),
    ("Static files, again", Deployment.upload_static_files, "Deploy again: the upload continues where it stopped."),
    (
        "Check the site",
        Deployment.check_site,
        "`make logs` shows the functions’ logs; docs/operations.md says what to do.",
    ),
    ("Flat-rate plan", Deployment.subscribe_to_plan, "The site works without it."),
)


def run(deployment: Deployment, steps: tuple[Step, ...] = STEPS) -> None:
    """Run the steps. Raises `DeployError`, which names the failed step and what to do."""
    for number, (title, step, advice) in enumerate(steps, 1):
        deployment.say(f"[{number}/{len(steps)}] {title}")
        try:
            step(deployment)
        except (DeployError, *AWS_ERRORS, OSError) as error:
            raise DeployError(f"Step {number}, “{title}”, failed: {describe(error)}\n{advice}") from error


def _check_sender(site: Site, address: str) -> None:
    """Raise `DeployError` unless SES has verified the address or its domain; start the verification if needed."""
    ses = site.client("sesv2")
    try:
        is_verified = ses.get_email_identity(EmailIdentity=address)["VerifiedForSendingStatus"]
    except ses.exceptions.NotFoundException:
        ses.create_email_identity(EmailIdentity=address)
        is_verified = False
    if not is_verified:
        raise DeployError(UNVERIFIED_SENDER.format(address=address))
