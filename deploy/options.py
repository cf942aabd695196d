"""What the person who deploys may choose. Whatever is not said keeps its value of last time, or its default."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from email.utils import parseaddr

TEMPLATE_PARAMETERS = {
    "domain": "Domain",
    "certificate": "CertificateArn",
    "zone": "HostedZoneId",
    "site_name": "SiteName",
    "mail_from": "MailFrom",
    "sign_up": "SignUp",
    "tier": "CognitoTier",
    "alarms": "AlarmEmail",
    "budget": "MonthlyBudget",
    "log_days": "LogDays",
    "tracing": "Tracing",
    "memory": "Memory",
}
EDGE_PARAMETERS = {"firewall": "Firewall", "domain": "Domain", "zone": "HostedZoneId"}


def where(parser: ArgumentParser) -> None:
    parser.add_argument("--name", default="chatify", help="of this site in AWS; several may stand in one account")
    parser.add_argument("--region", help="AWS region, such as eu-central-1 (else the profile’s)")


def what(parser: ArgumentParser) -> None:
    parser.add_argument("--domain", help="your own name for it, such as chat.example.org")
    parser.add_argument("--zone", help="its hosted zone in Route 53: then certificate and address are made for you")
    parser.add_argument("--certificate", help="ARN of its certificate in us-east-1, where the name is elsewhere")
    parser.add_argument("--site-name", help="shown to people (Chatify)")
    parser.add_argument("--mail-from", help="sender of mails, such as 'Chatify <chat@example.org>', verified in SES")
    parser.add_argument("--sign-up", choices=["open", "closed"], help="who may sign up (open)")
    parser.add_argument("--tier", choices=["ESSENTIALS", "PLUS"], help="of Cognito (ESSENTIALS)")
    parser.add_argument("--alarms", help="your e-mail address, for alarms and the budget")
    parser.add_argument("--budget", help="US dollars a month to be warned at (20)")
    parser.add_argument("--firewall", choices=["on", "off"], help="on costs $10 a month, nothing in --plan (on)")
    parser.add_argument("--plan", action="store_true", help="CloudFront’s flat-rate Free plan, as the last step")
    parser.add_argument("--log-days", help="how long logs are kept (30)")
    parser.add_argument("--tracing", choices=["PassThrough", "Active"], help="X-Ray (PassThrough)")
    parser.add_argument("--memory", help="megabytes of the functions (1024)")
    parser.add_argument("--yes", action="store_true", help="don’t ask")


def template_parameters(options: Namespace) -> dict[str, str]:
    given = _given(options, TEMPLATE_PARAMETERS)
    if options.mail_from:
        given["MailIdentity"] = parseaddr(options.mail_from)[1]
    return given


def edge_parameters(options: Namespace) -> dict[str, str]:
    return _given(options, EDGE_PARAMETERS)


def _given(options: Namespace, names: Mapping[str, str]) -> dict[str, str]:
    return {key: getattr(options, name) for name, key in names.items() if getattr(options, name) is not None}
