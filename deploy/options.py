"""The options of `python -m deploy`. An option that is left out keeps its value of last time, or gets its default."""

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
    "snap_start": "SnapStart",
}
EDGE_PARAMETERS = {"firewall": "Firewall", "domain": "Domain", "zone": "HostedZoneId"}


def add_site_options(parser: ArgumentParser) -> None:
    """Add the options that say which site is meant."""
    parser.add_argument("--name", default="chatify", help="name of the site in AWS; an account may have several")
    parser.add_argument("--region", help="AWS region, such as eu-central-1 (default: your profile’s)")


def add_deployment_options(parser: ArgumentParser) -> None:
    """Add the options that say what to deploy."""
    parser.add_argument("--domain", help="your own domain for the site, such as chat.example.org")
    parser.add_argument("--zone", help="the domain’s hosted zone in Route 53; creates certificate and DNS records")
    parser.add_argument("--certificate", help="ARN of the domain’s certificate in us-east-1, if its DNS is elsewhere")
    parser.add_argument("--site-name", help="the name that people see (Chatify)")
    parser.add_argument("--mail-from", help="sender of mails, such as 'Chatify <chat@example.org>', verified in SES")
    parser.add_argument("--sign-up", choices=["open", "closed"], help="who may sign up (open)")
    parser.add_argument("--tier", choices=["ESSENTIALS", "PLUS"], help="tier of Cognito (ESSENTIALS)")
    parser.add_argument("--alarms", help="your e-mail address, for alarms and the budget")
    parser.add_argument("--budget", help="US dollars a month that you want to be warned at (20)")
    parser.add_argument("--firewall", choices=["on", "off"], help="on costs $10 a month, nothing with --plan (on)")
    parser.add_argument("--plan", action="store_true", help="subscribe to CloudFront’s flat-rate Free plan")
    parser.add_argument("--log-days", help="how many days logs are kept (30)")
    parser.add_argument("--tracing", choices=["PassThrough", "Active"], help="X-Ray (PassThrough)")
    parser.add_argument("--memory", help="megabytes of the functions (1024)")
    parser.add_argument("--snap-start", choices=["on", "off"], help="faster cold starts, from $7.80 a month (off)")
    parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def template_parameters(arguments: Namespace) -> dict[str, str]:
    """Return the parameters of template.yaml that were chosen."""
    parameters = _chosen(arguments, TEMPLATE_PARAMETERS)
    if arguments.mail_from:
        parameters["MailIdentity"] = parseaddr(arguments.mail_from)[1]
    return parameters


def edge_parameters(arguments: Namespace) -> dict[str, str]:
    """Return the parameters of edge.yaml that were chosen."""
    return _chosen(arguments, EDGE_PARAMETERS)


def _chosen(arguments: Namespace, parameters: Mapping[str, str]) -> dict[str, str]:
    values = {parameter: getattr(arguments, option) for option, parameter in parameters.items()}
    return {parameter: value for parameter, value in values.items() if value is not None}
